package io.bush.realtime.jakarta.tck.sockets;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a server's polls and answers in its place when told to, as proxies do and servers on bad days. Everything else comes
 * from the server. Thread safety: any thread.
 */
final class PollFront implements AutoCloseable {

    /** What to answer instead. */
    interface Answer {

        /**
         * Answers.
         *
         * @param exchange the poll, not answered yet
         * @param truth what the server said to it
         */
        void give(HttpExchange exchange, byte[] truth) throws IOException;
    }

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final int target;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "poll-front");
        thread.setDaemon(true);
        return thread;
    });
    /** What the next polls are answered; guarded by this, like all that follows. */
    private final Queue<Answer> answers = new ArrayDeque<>();

    private final List<String> bodies = new ArrayList<>();
    private final List<String> tokens = new ArrayList<>();

    PollFront(int target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The next polls are answered like this, one after another. */
    synchronized void next(Answer... instead) {
        answers.addAll(Arrays.asList(instead));
    }

    /** Whether there are answers that no poll got. */
    synchronized boolean hasMore() {
        return !answers.isEmpty();
    }

    /** How many channels each poll was about, oldest first. */
    synchronized List<Integer> channels() {
        return bodies.stream()
                .map(it -> it.split("\"resource_id\"", -1).length - 1)
                .toList();
    }

    synchronized int polls() {
        return bodies.size();
    }

    /** The tokens that came, oldest first, without repetitions. */
    synchronized List<String> tokens() {
        return tokens.stream().distinct().toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        Answer instead;
        synchronized (this) {
            bodies.add(body);
            tokens.add(token);
            instead = answers.poll();
        }
        try (exchange) {
            HttpResponse<byte[]> truth = ask(exchange.getRequestURI(), token, body);
            if (instead == null) {
                status(truth.statusCode(), Map.of(), truth.body()).give(exchange, truth.body());
            } else {
                instead.give(exchange, truth.body());
            }
        }
    }

    private HttpResponse<byte[]> ask(URI path, String token, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    /** A status, some headers and a body. */
    static Answer status(int status, Map<String, String> headers, byte[] body) {
        return (exchange, truth) -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        };
    }

    /** The truth, but the connection ends in the middle of it. */
    static Answer half() {
        return (exchange, truth) -> {
            exchange.sendResponseHeaders(200, truth.length);
            exchange.getResponseBody().write(truth, 0, truth.length / 2);
            exchange.getResponseBody().flush();
        };
    }

    /** A body that has so many bytes and never says so before. */
    static Answer large(int bytes) {
        return (exchange, truth) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] block = new byte[1 << 16];
            Arrays.fill(block, (byte) ' ');
            OutputStream out = exchange.getResponseBody();
            for (int sent = 0; sent < bytes; sent += block.length) {
                out.write(block);
            }
        };
    }

    /** A body that comes byte by byte and has no end; tells when nobody takes it any more. */
    static Answer dripping(CountDownLatch begun, CountDownLatch left) {
        return (exchange, truth) -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            try {
                while (true) {
                    out.write(' ');
                    out.flush();
                    begun.countDown();
                }
            } catch (IOException gone) {
                left.countDown();
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
