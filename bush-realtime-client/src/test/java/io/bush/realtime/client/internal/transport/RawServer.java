package io.bush.realtime.client.internal.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A WebSocket server for one client, byte by byte, so that it can also misbehave. Thread safety: for one thread. */
final class RawServer implements AutoCloseable {

    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int TIMEOUT_MILLIS = 40_000;

    /** A frame of the client; the payload has one character per byte. */
    record Frame(int opcode, String payload) {
        String text() {
            return new String(payload.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        int closeCode() {
            return (payload.charAt(0) << 8) | payload.charAt(1);
        }
    }

    private final ServerSocket server;
    private Socket socket;
    private DataInputStream in;
    private OutputStream out;
    private List<String> head = List.of();

    RawServer() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(TIMEOUT_MILLIS);
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + server.getLocalPort() + "/v4/cable");
    }

    /** Takes the client's request and leaves it unanswered. */
    void acceptSilently() throws IOException {
        socket = server.accept();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        while (!request.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            request.write(in.readUnsignedByte());
        }
        head = request.toString(StandardCharsets.ISO_8859_1).lines().toList();
    }

    void accept() throws IOException {
        acceptSilently();
        answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + acceptKey(header("Sec-WebSocket-Key")) + "\r\n\r\n");
    }

    void refuse(String status, String headers) throws IOException {
        acceptSilently();
        answer("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n" + headers + "\r\n");
    }

    /** Refuses, and does not come to an end with why. */
    void refuseWithoutEnd() throws IOException {
        acceptSilently();
        answer("HTTP/1.1 503 Service Unavailable\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwhy?\r\n");
    }

    private void answer(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    String header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ": ";
        return head.stream()
                .filter(it -> it.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(it -> it.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }

    void send(int opcode, byte[] payload) throws IOException {
        send(opcode, payload, 0x80);
    }

    void text(String message) throws IOException {
        send(TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one text message in pieces of some bytes each, wherever that cuts it. */
    void fragments(String message, int pieceBytes) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += pieceBytes) {
            int end = Math.min(bytes.length, at + pieceBytes);
            byte[] piece = java.util.Arrays.copyOfRange(bytes, at, end);
            send(at == 0 ? TEXT : 0, piece, end == bytes.length ? 0x80 : 0);
        }
    }

    void closeWith(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        send(CLOSE, payload);
    }

    private void send(int opcode, byte[] payload, int fin) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(fin | opcode);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else if (payload.length < 65_536) {
            frame.write(126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        frame.write(payload);
        out.write(frame.toByteArray());
        out.flush();
    }

    /** Reads the client's next frame. */
    Frame read() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return new Frame(opcode, new String(payload, StandardCharsets.ISO_8859_1));
    }

    /** Waits until the client has dropped the connection, whatever it still sends. */
    boolean isDropped() throws IOException {
        try {
            while (in.read() >= 0) {
                // What was under way does not matter.
            }
        } catch (java.net.SocketException reset) {
            return true;
        }
        return true;
    }

    void drop() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (socket != null) {
            socket.close();
        }
    }

    private static String acceptKey(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
