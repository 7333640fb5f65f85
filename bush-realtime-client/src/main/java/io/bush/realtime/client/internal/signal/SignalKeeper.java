package io.bush.realtime.client.internal.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.channel.User;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Outbox;
import io.bush.realtime.client.internal.session.Request;
import io.bush.realtime.client.internal.subscription.ChannelTap;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.user.Handlers;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.People;
import io.bush.realtime.client.signal.Signal;
import io.bush.realtime.client.signal.SignalHandler;
import io.bush.realtime.client.signal.Signals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one channel: of each name the newest waits, for a moment, and leaves when the server's limit has room
 * (contract §2, §3.4). Thread safety: what the application calls is safe for any thread; everything else is for the lane.
 */
public final class SignalKeeper implements Signals, ChannelTap {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_]+(\\.[a-z0-9_]+)*");
    private static final int MAX_NAME = 64;
    /** More names than any application has are not kept apart for ever. */
    private static final int MOST_NAMES = 64;
    /** In how much time the outbox lets as many leave as the server takes in a second: nobody knows how long they travel. */
    private static final Duration WINDOW = Duration.ofSeconds(2);
    /** Errors after which the next one would be refused, too. */
    private static final Set<String> FINAL = Set.of("forbidden", "not_supported");
    /** For how long it is then not even tried. */
    private static final long QUIET_NANOS = Duration.ofSeconds(30).toNanos();

    private final Parts parts;
    private final Subscription subscription;
    /** What was said and the lane has not seen, the newest of each name; guarded by itself. */
    private final Map<String, Said> said = bounded();
    /** By name; for the lane. */
    private final Map<String, SignalLine> lines = new LinkedHashMap<>(MOST_NAMES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SignalLine> eldest) {
            boolean tooMany = size() > MOST_NAMES;
            if (tooMany) {
                eldest.getValue().drop();
            }
            return tooMany;
        }
    };

    /** Where frames leave; null while there is no connection. */
    private @Nullable Outbox outbox;
    /** Whether the server refused one in a way that would not be different the next time. */
    private boolean refused;
    /** When it did, by the monotonic clock; meaningless before. */
    private long refusedAt;

    /**
     * What to say.
     *
     * @param data what
     * @param at when the application said it, by the monotonic clock
     */
    record Said(JsonNode data, long at) {}

    /**
     * Makes one for a subscription; it hears of it from now on.
     *
     * @param parts of the client
     * @param subscription to the channel
     */
    public SignalKeeper(Parts parts, Subscription subscription) {
        this.parts = parts;
        this.subscription = subscription;
    }

    private static Map<String, Said> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
                return size() > MOST_NAMES;
            }
        };
    }

    // ---- the application, on any thread

    @Override
    public void send(String event, @Nullable Object data) {
        if (event.length() > MAX_NAME || !NAME.matcher(event).matches()) {
            throw new IllegalArgumentException("event is " + event
                    + ", allowed: at most 64 characters, parts of a-z, 0-9 and _ with dots between them");
        }
        Said what = new Said(json(data), parts.now());
        boolean first;
        synchronized (said) {
            first = said.isEmpty();
            said.remove(event);
            said.put(event, what);
        }
        if (first) {
            parts.lane().execute(this::collect);
        }
    }

    private JsonNode json(@Nullable Object data) {
        JsonNode json = mapper().valueToTree(data);
        int bytes = json.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_DATA_BYTES) {
            throw new IllegalArgumentException("the data has " + bytes + " bytes, allowed: " + MAX_DATA_BYTES);
        }
        // A tree is handed through as it is, and whoever made it may go on changing it.
        return json.deepCopy();
    }

    private ObjectMapper mapper() {
        return parts.settings().mapper();
    }

    @Override
    public <T> Registration on(String event, Class<T> type, SignalHandler<? super T> handler) {
        Objects.requireNonNull(event, "event");
        return add(signal -> {
            if (signal.event().equals(event)) {
                handler.handle(mapper().treeToValue(signal.data(), type), signal);
            }
        });
    }

    @Override
    public Registration onSignal(Consumer<? super Signal> handler) {
        return add(handler::accept);
    }

    private Registration add(Handlers.Handler<Signal> handler) {
        return subscription.onControl(frame -> {
            Signal signal = read(frame);
            if (signal != null) {
                handler.handle(signal);
            }
        });
    }

    private @Nullable Signal read(ControlFrame frame) {
        User user = frame.type().equals("signal") ? People.user(frame.json().path("user")) : null;
        return user == null
                ? null
                : new Signal(
                        subscription.channel(),
                        frame.json().path("event").asText(),
                        user,
                        frame.json().path("data"));
    }

    // ---- the connection

    /**
     * There is a connection; nothing is said before the subscription is confirmed on it.
     *
     * @param open where frames leave
     */
    public void opened(Outbox open) {
        outbox = open;
    }

    /** The connection is gone, and whoever heard. */
    public void closed() {
        outbox = null;
        interrupted();
    }

    @Override
    public void confirmed() {
        refused = false;
    }

    @Override
    public void interrupted() {
        lines.values().forEach(SignalLine::drop);
    }

    @Override
    public void ended() {
        interrupted();
    }

    // ---- saying it

    private void collect() {
        Map<String, Said> fresh;
        synchronized (said) {
            fresh = new LinkedHashMap<>(said);
            said.clear();
        }
        if (canSpeak()) {
            fresh.forEach((event, what) -> lines.computeIfAbsent(event, name -> new SignalLine(name, this, parts))
                    .say(what));
        }
    }

    /** Whether anybody would hear it now. */
    boolean canSpeak() {
        return outbox != null && subscription.isActive() && !(refused && parts.now() - refusedAt < QUIET_NANOS);
    }

    /** How far apart the signals of one name are. */
    Duration spacing() {
        Outbox open = outbox;
        return open == null ? WINDOW : WINDOW.dividedBy(open.limits().signalsPerSecond());
    }

    void submit(Request request) {
        Outbox open = outbox;
        if (open != null) {
            open.submit(request);
        }
    }

    void failed(ServerError error) {
        if (FINAL.contains(error.code())) {
            refused = true;
            refusedAt = parts.now();
        }
        var unused = parts.user().offer(parts.listenerLane(), () -> parts.user().tell(it -> it.serverError(error)));
    }

    ObjectNode frame() {
        return ClientFrames.put(ClientFrames.action("signal"), subscription.channel());
    }
}
