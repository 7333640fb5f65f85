package io.bush.realtime.benchmarks.loopback;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One WebSocket of the client process: handshake, subscribe, then frames are found and their tails read, nothing else. For
 * the client's one thread.
 */
final class ClientSocket {

    /** Hears what a socket gets. */
    interface Listener {
        void ready(ClientSocket socket);

        void event(int number, int before, long tookNanos);

        void unknown(String text);
    }

    private static final byte[] NO_BYTES = {};

    final SocketChannel channel;
    private final Listener listener;
    private final String channelId;
    /** Texts that come before events; the first of two is answered with subscribe. */
    private int greetings;

    private final boolean subscribes;
    private boolean upgraded;
    /** The beginning of what has not come whole. */
    private byte[] rest = NO_BYTES;
    /** Number of the last event; 0 before the first. */
    private int lastNumber;

    ClientSocket(SocketChannel channel, String channelId, int greetings, Listener listener) {
        this.channel = channel;
        this.channelId = channelId;
        this.greetings = greetings;
        this.subscribes = greetings == 2;
        this.listener = listener;
    }

    void handshake(String path, int port) throws IOException {
        write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    byte[] rest() {
        return rest;
    }

    /** Takes everything that is there: what was left before, then what was just read. */
    void received(byte[] bytes, int length, long now) throws IOException {
        int at = 0;
        if (!upgraded) {
            int end = endOfHead(bytes, length);
            if (end < 0) {
                rest = Arrays.copyOf(bytes, length);
                return;
            }
            String head = new String(bytes, 0, end, StandardCharsets.US_ASCII);
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new IOException(head);
            }
            upgraded = true;
            at = end;
        }
        while (true) {
            int next = frame(bytes, at, length, now);
            if (next < 0) {
                break;
            }
            at = next;
        }
        rest = at == length ? NO_BYTES : Arrays.copyOfRange(bytes, at, length);
    }

    private static int endOfHead(byte[] bytes, int length) {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1;
            }
        }
        return -1;
    }

    /** Reads one frame; returns where the next begins, -1 when this one is not whole. */
    private int frame(byte[] bytes, int start, int length, long now) throws IOException {
        if (length - start < 2) {
            return -1;
        }
        int size = bytes[start + 1] & 0x7f;
        int at = start + 2;
        if (size == 126) {
            if (length - start < 4) {
                return -1;
            }
            size = (bytes[start + 2] & 0xff) << 8 | (bytes[start + 3] & 0xff);
            at = start + 4;
        } else if (size == 127) {
            throw new IOException("a frame of 64 KiB or more");
        }
        int end = at + size;
        if (end > length) {
            return -1;
        }
        switch (bytes[start] & 0xff) {
            case 0x81 -> text(bytes, at, end, now);
            case 0x89 -> write(masked(0x8a, Arrays.copyOfRange(bytes, at, end)));
            default -> throw new IOException("frame " + (bytes[start] & 0xff) + " of " + size + " bytes");
        }
        return end;
    }

    private void text(byte[] bytes, int at, int end, long now) throws IOException {
        if (greetings > 0) {
            greeting(new String(bytes, at, end - at, StandardCharsets.UTF_8));
            return;
        }
        if (end - at < Comment.NUMBER_FROM_END || bytes[at + 2] != 'c') {
            String text = new String(bytes, at, end - at, StandardCharsets.UTF_8);
            if (!isPicture(text)) {
                listener.unknown(text);
            }
            return;
        }
        int number = (int) digits(bytes, end - Comment.NUMBER_FROM_END, 8);
        listener.event(number, lastNumber, now - digits(bytes, end - Comment.TIME_FROM_END, 19));
        lastNumber = number;
    }

    private void greeting(String text) throws IOException {
        if (subscribes && greetings == 1 && !text.startsWith("{\"type\":\"subscription.confirmed\"")) {
            // Nothing would ever come here, and look lost.
            listener.unknown(text);
        }
        greetings--;
        if (greetings == 0) {
            listener.ready(this);
        } else if (subscribes) {
            String subscribe = "{\"action\":\"subscribe\",\"channel\":\"file\",\"resource_id\":\"" + channelId + "\"}";
            write(masked(0x81, subscribe.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    /** Who is there and what is locked comes once, behind the confirmation. */
    private static boolean isPicture(String text) {
        return text.startsWith("{\"type\":\"presence.state\"") || text.startsWith("{\"type\":\"lock.state\"");
    }

    private static long digits(byte[] bytes, int at, int count) {
        long value = 0;
        for (int i = at; i < at + count; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    /** A short frame; the mask is zero, which leaves the bytes as they are. */
    private static byte[] masked(int first, byte[] payload) throws IOException {
        if (payload.length > 125) {
            throw new IOException("too long: " + payload.length);
        }
        byte[] frame = new byte[payload.length + 6];
        frame[0] = (byte) first;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        return frame;
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        // A few bytes into an empty socket: they always fit.
        if (channel.write(out) != bytes.length) {
            throw new IOException("the socket is full");
        }
    }
}
