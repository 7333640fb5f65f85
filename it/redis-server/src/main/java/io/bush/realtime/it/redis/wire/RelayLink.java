package io.bush.realtime.it.redis.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection through a relay: two sockets and a thread for each direction. */
final class RelayLink {

    /** Which way bytes go. */
    enum Direction {
        REQUESTS,
        REPLIES
    }

    private static final int BLOCK_BYTES = 1 << 16;
    // Ends the word in a frame, so it is found in SUBSCRIBE, PSUBSCRIBE and SSUBSCRIBE.
    private static final String SUBSCRIBE = "SUBSCRIBE\r\n";

    private final Socket client;
    private final Socket server = new Socket();
    private final RelaySwitches pubSub;
    // What this connection is treated by; guarded by this, like whether it has ended.
    private RelaySwitches kind;
    private boolean over;
    // The last characters of the requests so far, as a word may be split; only the thread of the requests.
    private String tail = "";

    RelayLink(Socket client, RelaySwitches commands, RelaySwitches pubSub) {
        this.client = client;
        this.kind = commands;
        this.pubSub = pubSub;
        commands.add(this);
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
            daemon("relay-replies-" + target, () -> pass(Direction.REPLIES, server, client));
            pass(Direction.REQUESTS, client, server);
        });
    }

    private void pass(Direction direction, Socket from, Socket to) {
        byte[] block = new byte[BLOCK_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                if (direction == Direction.REQUESTS) {
                    notice(block, count);
                }
                if (kind().admit(this, direction, count)) {
                    out.write(block, 0, count);
                }
            }
            // An end is as much on its way as bytes are.
            kind().admit(this, direction, 0);
            end();
        } catch (IOException broken) {
            reset();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            reset();
        }
    }

    private synchronized RelaySwitches kind() {
        return kind;
    }

    private void notice(byte[] block, int count) {
        if (kind() == pubSub) {
            return;
        }
        String seen = tail + new String(block, 0, count, StandardCharsets.ISO_8859_1);
        if (seen.toUpperCase(Locale.ROOT).contains(SUBSCRIBE)) {
            become(pubSub);
        }
        tail = seen.substring(Math.max(0, seen.length() - SUBSCRIBE.length()));
    }

    private void become(RelaySwitches other) {
        RelaySwitches before;
        synchronized (this) {
            if (over) {
                return;
            }
            before = kind;
            kind = other;
            other.add(this);
        }
        before.remove(this);
    }

    /** Ends both sides as they should be ended. */
    private void end() {
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
        synchronized (this) {
            over = true;
        }
        kind().remove(this);
    }
}
