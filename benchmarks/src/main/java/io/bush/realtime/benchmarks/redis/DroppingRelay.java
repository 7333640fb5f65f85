package io.bush.realtime.benchmarks.redis;

import io.bush.realtime.it.relay.FreePort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/**
 * Stands between a node and Redis and drops pub/sub messages that hold a mark; everything else passes, answers of the log among
 * it. Thread safety: safe for use by any thread.
 */
final class DroppingRelay implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 16;

    private final int target;
    private final String mark;
    private final ServerSocket server;
    private final LongAdder dropped = new LongAdder();

    private DroppingRelay(int target, String mark, ServerSocket server) {
        this.target = target;
        this.mark = mark;
        this.server = server;
    }

    /** Starts on a free port. */
    static DroppingRelay to(int target, String mark) {
        try {
            ServerSocket server = new ServerSocket();
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()), 16);
            DroppingRelay relay = new DroppingRelay(target, mark, server);
            daemon("dropping-relay", relay::accept);
            return relay;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many messages were dropped. */
    long dropped() {
        return dropped.sum();
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket redis = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                redis.setTcpNoDelay(true);
                daemon("dropping-requests", () -> requests(client, redis));
                daemon("dropping-replies", () -> replies(redis, client));
            }
        } catch (IOException closed) {
            // As it is meant to end.
        }
    }

    private static void requests(Socket from, Socket to) {
        byte[] block = new byte[BLOCK_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(block); count >= 0; count = in.read(block)) {
                out.write(block, 0, count);
            }
        } catch (IOException broken) {
            // Both ends are closed now.
        }
    }

    private void replies(Socket from, Socket to) {
        try (from;
                to) {
            BufferedInputStream buffer = new BufferedInputStream(from.getInputStream(), BLOCK_BYTES);
            Replies replies = new Replies(new DataInputStream(buffer));
            OutputStream out = to.getOutputStream();
            while (true) {
                // What has arrived together leaves together, as without a relay.
                do {
                    replies.next();
                } while (buffer.available() > 0 && replies.bytes.size() < BLOCK_BYTES);
                replies.bytes.writeTo(out);
                replies.bytes.reset();
            }
        } catch (IOException broken) {
            // Both ends are closed now.
        }
    }

    /** Reads replies, of RESP 2 and 3, and keeps their bytes but for those of marked messages. */
    private final class Replies {

        private final DataInputStream in;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Replies(DataInputStream in) {
            this.in = in;
        }

        void next() throws IOException {
            ByteArrayOutputStream one = new ByteArrayOutputStream();
            copy(one);
            String text = one.toString(StandardCharsets.ISO_8859_1);
            // Its first element, behind the length of the list: only messages of pub/sub are dropped.
            if (text.startsWith("$7\r\nmessage\r\n", text.indexOf('\n') + 1) && text.contains(mark)) {
                dropped.increment();
            } else {
                one.writeTo(bytes);
            }
        }

        private void copy(ByteArrayOutputStream out) throws IOException {
            String line = line(out);
            int length = "$=!*~>%|".indexOf(line.charAt(0)) < 0 ? -1 : Integer.parseInt(line.substring(1));
            switch (line.charAt(0)) {
                case '$', '=', '!' -> {
                    if (length >= 0) {
                        out.write(in.readNBytes(length + 2));
                    }
                }
                case '*', '~', '>' -> copy(out, length);
                case '%' -> copy(out, 2 * length);
                case '|' -> copy(out, 2 * length + 1);
                default -> {
                    // The line is all there is.
                }
            }
        }

        private void copy(ByteArrayOutputStream out, int count) throws IOException {
            for (int i = 0; i < count; i++) {
                copy(out);
            }
        }

        private String line(ByteArrayOutputStream out) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            int next = in.readUnsignedByte();
            while (next != '\n') {
                line.write(next);
                next = in.readUnsignedByte();
            }
            line.writeTo(out);
            out.write('\n');
            return line.toString(StandardCharsets.ISO_8859_1).strip();
        }
    }

    @Override
    public void close() {
        close(server);
    }

    private static void close(Closeable closed) {
        try {
            closed.close();
        } catch (IOException gone) {
            // It is closed either way.
        }
    }
}
