package io.bush.realtime.it.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers. Below the range the system takes ports of outgoing connections from: a server that is restarted
 * finds its port free again, and nobody who connects to a dead server meets itself.
 *
 * <p>Thread safety: any thread.
 */
public final class FreePort {

    /** A cluster node listens to the other nodes that far above its port. */
    static final int CLUSTER_BUS_OFFSET = 10_000;

    private static final int LOWEST = 11_000;
    private static final int HIGHEST = 21_000;
    private static final int MAX_TRIES = 1_000;

    private FreePort() {}

    /**
     * Finds a port nobody listens on, nor on the one 10,000 above it.
     *
     * @return the port
     */
    public static int next() {
        for (int i = 0; i < MAX_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (isFree(port) && isFree(port + CLUSTER_BUS_OFFSET)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + LOWEST + " and " + HIGHEST);
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
