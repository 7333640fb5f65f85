package io.bush.realtime.jakarta.tck.ends;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A WebSocket client that works on frames and decides itself when it reads. Every read ends after
 * {@link Wait#DEADLINE}.
 */
public final class RawClient implements AutoCloseable {

    /** Text frame. */
    public static final int TEXT = 0x1;
    /** Continuation frame. */
    public static final int CONTINUATION = 0x0;
    /** Binary frame. */
    public static final int BINARY = 0x2;
    /** Close frame. */
    public static final int CLOSE = 0x8;
    /** Ping frame. */
    public static final int PING = 0x9;
    /** Pong frame. */
    public static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int status;
    private final List<String> responseHeaders;

    private RawClient(Socket socket, String request) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8_192));
        this.out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        List<String> head = readHead();
        this.status = Integer.parseInt(head.get(0).split(" ", -1)[1]);
        this.responseHeaders = head.subList(1, head.size());
    }

    /**
     * Opens a connection and does the handshake.
     *
     * @param port where
     * @param target path and query
     * @param headers additional header lines
     * @return the client, whatever the answer was
     * @throws IOException when the server does not answer
     */
    public static RawClient connect(int port, String target, String... headers) throws IOException {
        return connect(port, 0, target, headers);
    }

    /**
     * Opens a connection with a small receive window and does the handshake.
     *
     * @param port where
     * @param windowBytes size of the receive buffer; 0 for the system's
     * @param target path and query
     * @param headers additional header lines
     * @return the client, whatever the answer was
     * @throws IOException when the server does not answer
     */
    public static RawClient connect(int port, int windowBytes, String target, String... headers) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "GET " + target + " HTTP/1.1",
                "Host: localhost:" + port,
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13"));
        lines.addAll(List.of(headers));
        return request(port, windowBytes, lines);
    }

    /**
     * Opens a connection and sends a request as it is.
     *
     * @param port where
     * @param windowBytes size of the receive buffer; 0 for the system's
     * @param lines request line and headers
     * @return the client, whatever the answer was
     * @throws IOException when the server does not answer
     */
    public static RawClient request(int port, int windowBytes, List<String> lines) throws IOException {
        Socket socket = new Socket();
        if (windowBytes > 0) {
            socket.setReceiveBufferSize(windowBytes);
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout((int) Wait.DEADLINE.toMillis());
        return new RawClient(socket, String.join("\r\n", lines) + "\r\n\r\n");
    }

    private List<String> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int read = in.readUnsignedByte();
            if (read != '\n') {
                line.write(read);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1).trim();
            line.reset();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
        }
    }

    /**
     * Returns the handshake's answer.
     *
     * @return the HTTP status
     */
    public int status() {
        return status;
    }

    /**
     * Returns a header of the handshake's answer.
     *
     * @param name the name
     * @return the value, or empty text
     */
    public String header(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return responseHeaders.stream()
                .filter(it -> it.toLowerCase(Locale.ROOT).startsWith(start))
                .map(it -> it.substring(start.length()).trim())
                .findFirst()
                .orElse("");
    }

    /**
     * Sends a whole text message in one frame.
     *
     * @param text the text
     * @throws IOException when the connection is gone
     */
    public void sendText(String text) throws IOException {
        send(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a close frame.
     *
     * @param code the code
     * @throws IOException when the connection is gone
     */
    public void sendClose(int code) throws IOException {
        send(CLOSE, true, (byte) (code >> 8), (byte) code);
    }

    /**
     * Sends a masked frame.
     *
     * @param opcode what kind
     * @param last whether it ends the message
     * @param payload its content
     * @throws IOException when the connection is gone
     */
    public void send(int opcode, boolean last, byte... payload) throws IOException {
        byte[] masked = new byte[payload.length];
        for (int i = 0; i < payload.length; i++) {
            masked[i] = (byte) (payload[i] ^ MASK[i & 3]);
        }
        ByteArrayOutputStream frame = head(opcode, last, payload.length, true);
        frame.write(MASK);
        frame.write(masked);
        sendRaw(frame.toByteArray());
    }

    /**
     * Sends an unmasked frame, which clients must not.
     *
     * @param text the content
     * @throws IOException when the connection is gone
     */
    public void sendUnmasked(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = head(TEXT, true, payload.length, false);
        frame.write(payload);
        sendRaw(frame.toByteArray());
    }

    /**
     * Sends the header of a masked text frame and any number of equal payload bytes, without holding them.
     *
     * @param length how many bytes
     * @param content each byte
     * @throws IOException when the connection is gone
     */
    public void sendHugeText(long length, byte content) throws IOException {
        ByteArrayOutputStream frame = head(TEXT, true, length, true);
        frame.write(MASK);
        sendRaw(frame.toByteArray());
        byte[] block = new byte[1 << 16];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (content ^ MASK[i & 3]);
        }
        for (long left = length; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
        }
        out.flush();
    }

    private static ByteArrayOutputStream head(int opcode, boolean last, long length, boolean masked) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int mask = masked ? MASKED : 0;
        head.write((last ? FIN : 0) | opcode);
        if (length < 126) {
            head.write(mask | (int) length);
        } else if (length < 65_536) {
            head.write(mask | 126);
            head.write((int) length >> 8);
            head.write((int) length);
        } else {
            head.write(mask | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                head.write((int) (length >>> shift));
            }
        }
        return head;
    }

    /**
     * Sends bytes as they are.
     *
     * @param bytes the bytes
     * @throws IOException when the connection is gone
     */
    public void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /**
     * Reads the next frame.
     *
     * @return the frame
     * @throws EOFException when the server ended the connection
     * @throws IOException when it was reset, or nothing came in time
     */
    public ServerFrame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new ServerFrame(first, payload);
    }

    /**
     * Reads the next whole text message, over the frames a container splits it into.
     *
     * @return the text
     * @throws IOException when something else comes, or nothing in time
     */
    public String readText() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        ServerFrame frame = read();
        if (frame.opcode() != TEXT) {
            throw new IOException("expected a text frame, got opcode " + frame.opcode() + " " + frame.text());
        }
        message.write(frame.payload());
        while (!frame.isFinal()) {
            frame = read();
            if (frame.opcode() == CONTINUATION) {
                message.write(frame.payload());
            }
        }
        return message.toString(StandardCharsets.UTF_8);
    }

    /**
     * Reads on until a close frame comes.
     *
     * @return its code; 1006 when the connection ended without one
     * @throws IOException when nothing came in time
     */
    public int readClose() throws IOException {
        try {
            while (true) {
                ServerFrame frame = read();
                if (frame.opcode() == CLOSE) {
                    return frame.closeCode();
                }
            }
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (IOException gone) {
            return 1006;
        }
    }

    /**
     * Listens for a while.
     *
     * @param time how long
     * @return whether nothing came, not even the end of the connection
     * @throws IOException when the connection was reset
     */
    public boolean isQuietFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException quiet) {
            return true;
        } finally {
            socket.setSoTimeout((int) Wait.DEADLINE.toMillis());
        }
    }

    /**
     * Reads bytes as they come.
     *
     * @param count how many
     * @return the bytes
     * @throws IOException when there are less, or nothing comes in time
     */
    public byte[] readRaw(int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(bytes);
        return bytes;
    }

    /**
     * Reads until the connection ends, however it does.
     *
     * @return how many bytes came
     * @throws SocketTimeoutException when it does not end in time
     */
    public long readToEnd() throws SocketTimeoutException {
        long count = 0;
        byte[] block = new byte[1 << 16];
        try {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                count += read;
            }
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException reset) {
            return count;
        }
        return count;
    }

    /**
     * Reads the body of an HTTP answer that says how long it is.
     *
     * @return the text
     * @throws IOException when there is less
     */
    public String readBody() throws IOException {
        return new String(in.readNBytes(Integer.parseInt(header("content-length"))), StandardCharsets.UTF_8);
    }

    /**
     * Resets the connection.
     *
     * @throws IOException when it is closed already
     */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
