package io.bush.realtime.redis.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something that answers as a Sentinel would, with what a test wants to be said: real ones agree with each other sooner than
 * a test can ask them. Thread safety: safe for use by any thread.
 */
public final class FakeSentinel implements AutoCloseable {

    private final ServerSocket server;
    /** Guarded by this. */
    private final List<Socket> clients = new ArrayList<>();

    private final AtomicInteger asked = new AtomicInteger();
    /** Over so many connections, the first ones, no question about a master is answered. */
    private volatile int unanswered;

    /** The reply to {@code SENTINEL MASTER}, and to the question for the address. */
    private volatile String[] replies = {"", ""};

    /** Listens on any port. */
    public FakeSentinel() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        daemon(this::acceptAll);
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** How often it was asked about a master. */
    public int asked() {
        return asked.get();
    }

    /** Names a master from now on. */
    public FakeSentinel names(long epoch, int port) {
        replies = new String[] {
            array("name", "bush", "config-epoch", Long.toString(epoch)), array("127.0.0.1", Integer.toString(port))
        };
        return this;
    }

    /** Says nothing over the first connection. */
    public FakeSentinel isSilentAtFirst() {
        unanswered = 1;
        return this;
    }

    /** Knows no master. */
    public FakeSentinel namesNobody() {
        replies = new String[] {"-ERR No such master with that name\r\n", "*-1\r\n"};
        return this;
    }

    /** Wants a password. */
    public FakeSentinel refuses() {
        replies = new String[] {"-NOAUTH Authentication required.\r\n", "-NOAUTH Authentication required.\r\n"};
        return this;
    }

    /** Says nothing. */
    public FakeSentinel isSilent() {
        replies = new String[] {"", ""};
        return this;
    }

    private static String array(String... parts) {
        StringBuilder text = new StringBuilder("*" + parts.length + "\r\n");
        for (String part : parts) {
            text.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
        }
        return text.toString();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fake-sentinel");
        thread.setDaemon(true);
        thread.start();
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket client = server.accept();
                int connection;
                synchronized (this) {
                    clients.add(client);
                    connection = clients.size();
                }
                daemon(() -> answerAll(connection, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answerAll(int connection, Socket client) {
        try (client;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            OutputStream out = client.getOutputStream();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                List<String> words = new ArrayList<>();
                for (int left = Integer.parseInt(line.substring(1)); left > 0; left--) {
                    Objects.requireNonNull(in.readLine());
                    words.add(Objects.requireNonNull(in.readLine()).toUpperCase(Locale.ROOT));
                }
                out.write(reply(connection, words).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // So is the other side.
        }
    }

    private String reply(int connection, List<String> words) {
        return switch (words.get(0)) {
            case "HELLO" -> "-ERR unknown command\r\n";
            case "PING" -> "+PONG\r\n";
            case "SENTINEL" -> {
                boolean first = words.get(1).equals("MASTER");
                asked.addAndGet(first ? 1 : 0);
                yield connection <= unanswered ? "" : replies[first ? 0 : 1];
            }
            default -> "+OK\r\n";
        };
    }

    /** Is gone. */
    @Override
    public void close() {
        try {
            server.close();
            synchronized (this) {
                for (Socket client : clients) {
                    client.close();
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
