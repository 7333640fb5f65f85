package io.bush.realtime.it.redis.wire;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis that sends commands as they are and waits for each answer.
 *
 * <p>Answers: text for a status, {@link Long} for a number, {@code byte[]} for a string, a list for a list, null for
 * none. An error is thrown as {@link RespError}, in a list it is an element; a broken connection, or no answer in time, as
 * {@link UncheckedIOException}, after which only {@link #close} makes sense.
 *
 * <p>Thread safety: any thread; {@link #call} is one command at a time, and one thread may send while another reads.
 */
public final class RespClient implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Socket socket;
    private final DataInputStream in;
    private final Object sending = new Object();
    private final Object reading = new Object();
    // Once it was cut or late, answers no longer belong to questions.
    private volatile boolean broken;

    private RespClient(Socket socket, DataInputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /**
     * Connects to a server on this machine. Answers have to come within 30 seconds.
     *
     * @param port where it listens
     * @return the connection
     */
    public static RespClient connect(int port) {
        return connect(port, TIMEOUT);
    }

    /**
     * Connects to a server on this machine.
     *
     * @param port where it listens
     * @param timeout how long the connection and each answer may take
     * @return the connection
     */
    public static RespClient connect(int port, Duration timeout) {
        try {
            Socket socket = new Socket();
            int millis = Math.toIntExact(timeout.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(millis);
            return new RespClient(socket, new DataInputStream(new BufferedInputStream(socket.getInputStream())));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Tells whether commands can still be sent, as far as was seen.
     *
     * @return false after a failure
     */
    public boolean isUsable() {
        return !broken;
    }

    /**
     * Sends a command and waits for its answer.
     *
     * @param words text or {@code byte[]} or numbers
     * @return the answer
     */
    public synchronized @Nullable Object call(Object... words) {
        send(words);
        return read();
    }

    /**
     * Sends a command and waits for an answer that is text.
     *
     * @param words text or {@code byte[]} or numbers
     * @return the text
     * @throws IllegalStateException when there is none
     */
    public String text(Object... words) {
        return asText(call(words));
    }

    /**
     * Sends a command and waits for an answer that is a number.
     *
     * @param words text or {@code byte[]} or numbers
     * @return the number
     * @throws IllegalStateException when it is something else
     */
    public long number(Object... words) {
        if (call(words) instanceof Long number) {
            return number;
        }
        throw new IllegalStateException("no number: " + List.of(words));
    }

    /**
     * Sends a command and waits for an answer that is a string of bytes.
     *
     * @param words text or {@code byte[]} or numbers
     * @return the bytes
     * @throws IllegalStateException when it is something else
     */
    public byte[] bytes(Object... words) {
        if (call(words) instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("no string: " + List.of(words));
    }

    /**
     * Sends a command and waits for an answer that is a list of texts.
     *
     * @param words text or {@code byte[]} or numbers
     * @return the texts
     * @throws IllegalStateException when it is something else
     */
    public List<String> texts(Object... words) {
        if (call(words) instanceof List<?> list) {
            return list.stream().map(RespClient::asText).toList();
        }
        throw new IllegalStateException("no list: " + List.of(words));
    }

    /**
     * Sends a command and does not wait.
     *
     * @param words text or {@code byte[]} or numbers
     */
    public void send(Object... words) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(ascii("*" + words.length + "\r\n"));
        for (Object word : words) {
            byte[] bytes =
                    word instanceof byte[] raw ? raw : String.valueOf(word).getBytes(StandardCharsets.UTF_8);
            frame.writeBytes(ascii("$" + bytes.length + "\r\n"));
            frame.writeBytes(bytes);
            frame.writeBytes(ascii("\r\n"));
        }
        try {
            synchronized (sending) {
                frame.writeTo(socket.getOutputStream());
            }
        } catch (IOException failed) {
            broken = true;
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Waits for the next answer or message.
     *
     * @return the answer
     */
    public @Nullable Object read() {
        try {
            synchronized (reading) {
                return readOne();
            }
        } catch (IOException failed) {
            broken = true;
            throw new UncheckedIOException(failed);
        }
    }

    private @Nullable Object readOne() throws IOException {
        char kind = (char) in.readUnsignedByte();
        String line = readLine();
        return switch (kind) {
            case '+' -> line;
            case '-' -> throw new RespError(line);
            case ':' -> Long.valueOf(line);
            case '$' -> readString(Integer.parseInt(line));
            case '*' -> readList(Integer.parseInt(line));
            default -> throw new IOException("not RESP2: " + kind + line);
        };
    }

    private byte @Nullable [] readString(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        readLine();
        return bytes;
    }

    private @Nullable List<@Nullable Object> readList(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            try {
                list.add(readOne());
            } catch (RespError one) {
                list.add(one);
            }
        }
        return list;
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = in.readUnsignedByte(); read != '\n'; read = in.readUnsignedByte()) {
            if (read != '\r') {
                line.write(read);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static String asText(@Nullable Object answer) {
        if (answer == null) {
            throw new IllegalStateException("no answer with a content");
        }
        return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : answer.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
