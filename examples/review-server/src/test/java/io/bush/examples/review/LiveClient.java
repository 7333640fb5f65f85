package io.bush.examples.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.review.http.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client that knows nothing but the protocol: JSON frames over the JDK's WebSocket. Thread safety: any thread. */
final class LiveClient implements AutoCloseable {

    /** How long anything may take on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Every frame in the order it came; guarded by {@code lock}. */
    private final List<JsonNode> frames = new ArrayList<>();
    /** Of a frame in several parts; only the WebSocket's thread. */
    private final StringBuilder partial = new StringBuilder();

    private int closeCode;
    private @Nullable WebSocket socket;

    static LiveClient open(HttpClient http, URI uri) {
        LiveClient client = new LiveClient();
        client.socket = http.newWebSocketBuilder()
                .buildAsync(uri, client.new Listener())
                .join();
        return client;
    }

    void send(String json) {
        if (socket != null) {
            socket.sendText(json, true).join();
        }
    }

    /** Subscribes and returns the answer: confirmed or rejected. */
    JsonNode subscribe(String channel, String id) {
        return subscribe(channel, id, null);
    }

    JsonNode subscribe(String channel, String id, @Nullable String since) {
        ObjectNode frame = Json.MAPPER.createObjectNode();
        frame.put("action", "subscribe").put("channel", channel).put("resource_id", id);
        if (since != null) {
            frame.put("since_event_id", since);
        }
        send(frame.toString());
        return await(one -> one.path("type").asText().startsWith("subscription.")
                && one.path("resource_id").asText().equals(id));
    }

    JsonNode awaitEvent(String event) {
        return await(one -> one.path("event").asText().equals(event));
    }

    JsonNode awaitType(String type) {
        return await(one -> one.path("type").asText().equals(type));
    }

    /** Waits for a frame; what came before counts as well. */
    JsonNode await(Predicate<JsonNode> wanted) {
        return await(PATIENCE, wanted);
    }

    /** As the other, for what may take longer. */
    JsonNode await(Duration deadline, Predicate<JsonNode> wanted) {
        long nanos = deadline.toNanos();
        lock.lock();
        try {
            while (true) {
                for (JsonNode frame : frames) {
                    if (wanted.test(frame)) {
                        return frame;
                    }
                }
                if (nanos <= 0) {
                    throw new AssertionError("not received; received: " + frames);
                }
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    int awaitClose() {
        long nanos = PATIENCE.toNanos();
        lock.lock();
        try {
            while (closeCode == 0) {
                if (nanos <= 0) {
                    throw new AssertionError("still open; received: " + frames);
                }
                nanos = changed.awaitNanos(nanos);
            }
            return closeCode;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    /** Sends an action on a channel; {@code more} is the rest of the object, quotes may be single. */
    void act(String action, String channel, String id, String more) {
        send(("{'action':'" + action + "','channel':'" + channel + "','resource_id':'" + id + "'" + more + "}")
                .replace('\'', '"'));
    }

    /** Locks a comment of a file and returns the token. */
    long lockComment(String file, String comment) {
        String ref = "lock " + comment;
        act("comment.lock", "file", file, ",'ref':'" + ref + "','comment_id':'" + comment + "'");
        JsonNode answer = awaitReply(ref);
        if (!answer.path("type").asText().equals("comment.lock.granted")) {
            throw new AssertionError("not granted: " + answer);
        }
        return answer.path("lock_token").asLong();
    }

    /** Waits for the answer to the action that had this {@code ref}. */
    JsonNode awaitReply(String ref) {
        return await(one -> one.path("ref").asText().equals(ref));
    }

    /** Returns every frame about one channel so far, the answers to its subscriptions included. */
    List<JsonNode> framesOn(String id) {
        lock.lock();
        try {
            return frames.stream()
                    .filter(one -> one.path("resource_id").asText().equals(id))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the events of one channel so far. */
    List<JsonNode> eventsOn(String id) {
        lock.lock();
        try {
            return frames.stream()
                    .filter(one -> one.has("event")
                            && !one.has("type")
                            && one.path("resource_id").asText().equals(id))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }

    private void changed(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class Listener implements WebSocket.Listener {
        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                JsonNode frame = Json.tree(partial.toString());
                partial.setLength(0);
                changed(() -> frames.add(frame));
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            changed(() -> closeCode = statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            changed(() -> closeCode = 1006);
        }
    }
}
