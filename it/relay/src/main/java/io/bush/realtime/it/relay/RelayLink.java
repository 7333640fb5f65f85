package io.bush.realtime.it.relay;

import io.bush.realtime.it.relay.RelayFaults.Then;
import io.bush.realtime.it.relay.RelaySwitches.Admitted;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One connection through a relay: two sockets and a thread for each direction. Thread safety: any thread. */
final class RelayLink {

    /** Which way bytes go. */
    enum Direction {
        REQUESTS,
        REPLIES
    }

    /** Looks at what a client sends. Thread safety: for the thread of one connection's requests. */
    interface Watch {

        /**
         * Bytes came from the client.
         *
         * @param block holds them
         * @param count how many
         * @return of which kind the connection is from now on; null if that stays
         */
        @Nullable
        RelaySwitches sees(byte[] block, int count);
    }

    private static final int BLOCK_BYTES = 1 << 16;

    private final Socket client;
    private final Socket server = new Socket();
    private final Watch watch;
    // What this connection is treated by; guarded by this, like whether it has ended and which directions have.
    private RelaySwitches kind;
    private boolean over;
    private final Set<Direction> ended = EnumSet.noneOf(Direction.class);

    RelayLink(Socket client, RelaySwitches kind, Watch watch) {
        this.client = client;
        this.kind = kind;
        this.watch = watch;
        kind.add(this);
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }

    /** Connects to the server and passes on until one side ends. */
    void start(int target) {
        daemon("relay-requests-" + target, () -> {
            try {
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
            } catch (IOException noServer) {
                reset();
                return;
            }
            if (hasEnded(Direction.REQUESTS)) {
                endOf(Direction.REQUESTS);
            }
            daemon("relay-replies-" + target, () -> pass(Direction.REPLIES, server, client));
            pass(Direction.REQUESTS, client, server);
        });
    }

    private void pass(Direction direction, Socket from, Socket to) {
        byte[] block = new byte[BLOCK_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                RelaySwitches other = direction == Direction.REQUESTS ? watch.sees(block, count) : null;
                if (other != null) {
                    become(other);
                }
                Admitted admitted = admit(direction, count);
                write(direction, to, block, 0, admitted.bytes());
                if (admitted.then() == Then.CUT) {
                    reset();
                } else if (admitted.then() == Then.END) {
                    end();
                } else if (admitted.then() == Then.STALL) {
                    admit(direction, 0);
                    write(direction, to, block, admitted.bytes(), count - admitted.bytes());
                }
            }
            // An end is as much on its way as bytes are.
            admit(direction, 0);
            close();
        } catch (IOException broken) {
            reset();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    private void write(Direction direction, Socket to, byte[] block, int from, int count) throws IOException {
        try {
            if (!hasEnded(direction)) {
                to.getOutputStream().write(block, from, count);
            }
        } catch (IOException broken) {
            // It may have been ended just now, which is no reason to end the other direction.
            if (!hasEnded(direction)) {
                throw broken;
            }
        }
    }

    private Admitted admit(Direction direction, int count) throws InterruptedException, IOException {
        while (!isOver()) {
            Admitted admitted = kind().admit(this, direction, count);
            if (admitted != null) {
                return admitted;
            }
        }
        throw new IOException("the connection is over");
    }

    private synchronized RelaySwitches kind() {
        return kind;
    }

    private synchronized boolean isOver() {
        return over;
    }

    private synchronized boolean hasEnded(Direction direction) {
        return ended.contains(direction);
    }

    /** Treats this connection as one of another kind from now on. */
    void become(RelaySwitches other) {
        RelaySwitches before;
        synchronized (this) {
            if (over || kind == other) {
                return;
            }
            before = kind;
            kind = other;
            other.add(this);
        }
        before.remove(this);
    }

    /** Tells both sides that the other has nothing more to say. */
    void end() {
        endOf(Direction.REQUESTS);
        endOf(Direction.REPLIES);
    }

    /** Tells the receiving side of a direction that nothing more comes, and drops what does. */
    void endOf(Direction direction) {
        synchronized (this) {
            ended.add(direction);
        }
        try {
            (direction == Direction.REQUESTS ? server : client).shutdownOutput();
        } catch (IOException gone) {
            // Then that side knows already, or hears of it as soon as there is a connection to it.
        }
    }

    private void close() {
        closeQuietly(client);
        closeQuietly(server);
        leave();
    }

    /** Ends both sides with a reset. */
    void reset() {
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException gone) {
                // It is closed already.
            }
            closeQuietly(socket);
        }
        leave();
    }

    private void leave() {
        RelaySwitches last;
        synchronized (this) {
            over = true;
            last = kind;
        }
        last.remove(this);
    }
}
