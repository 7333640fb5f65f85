package io.bush.realtime.it.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers. Below the range the system takes ports of outgoing connections from: a server that is restarted
 * finds its port free again, and nobody who connects to a dead server meets itself. A port belongs to the JVM that found it
 * until that ends, whether anybody listens on it or not: another JVM of the same user finds another.
 *
 * <p>Thread safety: any thread.
 */
public final class FreePort {

    /** A node of a Redis cluster listens to the other nodes that far above its port. */
    private static final int CLUSTER_BUS_OFFSET = 10_000;

    private static final int LOWEST = 11_000;
    private static final int HIGHEST = 21_000;
    private static final int MAX_TRIES = 1_000;

    /** A byte for each port, locked by the JVM that has it; the system forgets the lock when that JVM is gone. */
    private static final Path TAKEN =
            Path.of(System.getProperty("java.io.tmpdir"), "bush-ports-" + System.getProperty("user.name"));

    private FreePort() {}

    /**
     * Finds a port nobody listens on, nor on the one 10,000 above it.
     *
     * @return the port
     */
    public static int next() {
        for (int i = 0; i < MAX_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && isFree(port + CLUSTER_BUS_OFFSET) && Taken.take(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
    }

    /** The file of locks, open for as long as this JVM lives. */
    private static final class Taken {
        private static final FileChannel FILE = open();

        private static FileChannel open() {
            try {
                return FileChannel.open(TAKEN, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        static boolean take(int port) {
            try {
                return FILE.tryLock(port, 1, false) != null;
            } catch (OverlappingFileLockException ours) {
                return false;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
