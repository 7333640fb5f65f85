package io.bush.examples.dialects.ends;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that keeps what comes, in order. Every wait has a deadline. */
public final class WireClient implements AutoCloseable, WebSocket.Listener {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(40);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Text as it came; a close is the code with a leading hash. */
    private final BlockingQueue<String> inbox = new LinkedBlockingQueue<>();

    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;

    private WireClient(URI address, UnaryOperator<WebSocket.Builder> handshake) {
        socket = handshake
                .apply(HTTP.newWebSocketBuilder())
                .buildAsync(address, this)
                .join();
    }

    /** Connects with a handshake of one's own. */
    public static WireClient connect(int port, String path, UnaryOperator<WebSocket.Builder> handshake) {
        return new WireClient(URI.create("ws://127.0.0.1:" + port + path), handshake);
    }

    /** Connects with a token in the query, or without one. */
    public static WireClient connect(int port, String path, @Nullable String token) {
        return new WireClient(
                URI.create("ws://127.0.0.1:" + port + path + (token == null ? "" : "?token=" + token)),
                UnaryOperator.identity());
    }

    /** Returns the status with which a handshake is refused. */
    public static int refusal(int port, String path, @Nullable String token) {
        try (WireClient opened = connect(port, path, token)) {
            throw new AssertionError("the handshake was accepted, and " + opened.take() + " came");
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            inbox.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        inbox.add("#" + code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        inbox.add("#1006");
    }

    /** Sends a frame; quotes may be single. */
    public WireClient send(String json) {
        return sendText(json.replace('\'', '"'));
    }

    /** Sends text as it is. */
    public WireClient sendText(String text) {
        socket.sendText(text, true).join();
        return this;
    }

    private String take() {
        try {
            String next = inbox.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing came within " + DEADLINE);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Returns the next frame as it came. */
    public String nextText() {
        String next = take();
        if (next.startsWith("#")) {
            throw new AssertionError("closed with " + next.substring(1) + " instead of a frame");
        }
        return next;
    }

    /** Returns the next frame. */
    public JsonNode next() {
        try {
            return JSON.readTree(nextText());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns the next frame of a type; others are passed over. */
    public JsonNode await(String type) {
        while (true) {
            JsonNode next = next();
            if (next.path("type").asText().equals(type)) {
                return next;
            }
        }
    }

    /** Returns the code of the close that has to come next. */
    public int nextClose() {
        String next = take();
        if (!next.startsWith("#")) {
            throw new AssertionError("not closed, but " + next);
        }
        return Integer.parseInt(next.substring(1));
    }

    /** Reads on until the close. */
    public int awaitClose() {
        while (true) {
            String next = take();
            if (next.startsWith("#")) {
                return Integer.parseInt(next.substring(1));
            }
        }
    }

    @Override
    public void close() {
        if (!socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(gone -> socket);
        }
    }

    /** Goes without a word. */
    public void drop() {
        socket.abort();
    }
}
