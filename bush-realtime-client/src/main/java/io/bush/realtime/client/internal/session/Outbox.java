package io.bush.realtime.client.internal.session;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Request.Lost;
import io.bush.realtime.client.internal.session.Windows.Charge;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.internal.wire.ServerFrame.Failure;
import io.bush.realtime.client.internal.wire.ServerFrame.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection asks of the server, no faster than the server allows, and what is not answered yet. What the server
 * refuses only because it was too much leaves again when the server says. Thread safety: for the lane only.
 */
public final class Outbox {

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Set<String> TOO_MUCH = Set.of("rate_limited", "too_many_pending");
    /** How many frames that are only answered when they fail are remembered. */
    private static final int MOST_SILENT = 64;
    /** A character is at most so many bytes. */
    private static final int CHAR_BYTES = 3;

    /** {@code turn} is its place among all that were ever submitted. */
    private record Sent(long turn, Request request, Charge charge) {}

    private final Parts parts;
    private final Limits limits;
    private final ServerClock clock;
    private final Consumer<String> send;
    private final Windows windows;
    private final Alarm next;
    /** By turn: what was refused and leaves again keeps its own. */
    private final Map<Pace, NavigableMap<Long, Request>> waiting = new EnumMap<>(Pace.class);
    /** What has left and waits for an answer, by mark, oldest first. */
    private final Map<String, Sent> unanswered = new LinkedHashMap<>();
    /** What has left and is answered only if it fails, by mark, oldest first. */
    private final Map<String, Sent> silent = new LinkedHashMap<>();
    /** The newest turn. */
    private long turns;
    /** Number of the newest mark. */
    private long newest;
    /** Whether frames are leaving, so that what is submitted meanwhile only has to be queued. */
    private boolean pumping;
    /** Whether something was. */
    private boolean pumpAgain;
    /** Whether the connection is gone. */
    private boolean ended;

    Outbox(Parts parts, Limits limits, ServerClock clock, Consumer<String> send) {
        this.parts = parts;
        this.limits = limits;
        this.clock = clock;
        this.send = send;
        this.windows = new Windows(limits);
        this.next = parts.alarm();
        for (Pace pace : Pace.values()) {
            waiting.put(pace, new TreeMap<>());
        }
    }

    /**
     * Returns what the server allows on this connection.
     *
     * @return its limits
     */
    public Limits limits() {
        return limits;
    }

    /**
     * Returns what is known of the server's clock.
     *
     * @return the same one each time
     */
    public ServerClock clock() {
        return clock;
    }

    /** A frame has left before there was an outbox: the server has counted it. */
    void sentBefore() {
        var unused = windows.charge(Pace.FIRST, parts.now());
    }

    /**
     * Sends a request, when it may leave.
     *
     * @param request which; is told that it is lost if the connection is gone already
     */
    public void submit(Request request) {
        if (ended) {
            request.lost(Lost.UNSENT);
        } else {
            turns++;
            queue(request.pace()).put(turns, request);
            pump();
        }
    }

    /**
     * Forgets a request: it does not leave any more, and its answer is nobody's.
     *
     * @param request which; without effect if it is over
     */
    public void abandon(Request request) {
        queue(request.pace()).values().removeIf(it -> it == request);
        unanswered.values().removeIf(it -> it.request() == request);
    }

    /** Takes an answer to where it belongs; returns whether anybody waited for it. */
    boolean answered(ServerFrame frame) {
        String ref = frame.ref();
        Sent sent = ref == null ? null : find(ref);
        if (ref == null || sent == null) {
            return false;
        }
        long now = parts.now();
        if (frame instanceof Failure failure
                && TOO_MUCH.contains(failure.error().code())) {
            forget(ref);
            again(sent, failure.error(), now);
        } else {
            sent.charge().answered(now);
            if (sent.request().answered(frame)) {
                forget(ref);
            }
        }
        return true;
    }

    private void again(Sent refused, ServerError error, long now) {
        Duration wait = error.retryAfter() == null ? RETRY : error.retryAfter();
        Pace pace = refused.request().pace();
        if (error.code().equals("rate_limited")) {
            refused.charge().refund();
        }
        if (pace == Pace.FIRST || pace == Pace.CALL) {
            // These have no limit of their own, so it was the one that all share.
            for (Pace other : Pace.values()) {
                windows.hold(other, now, wait);
            }
        } else {
            windows.hold(pace, now, wait);
        }
        refused.request().refused();
        queue(pace).put(refused.turn(), refused.request());
        pump();
    }

    /** The connection is gone, and with it everything it was asked for. */
    void end() {
        ended = true;
        next.clear();
        List<Sent> lost = List.copyOf(unanswered.values());
        unanswered.clear();
        silent.clear();
        lost.forEach(it -> it.request().lost(Lost.UNANSWERED));
        for (Pace pace : Pace.values()) {
            List<Request> unsent = List.copyOf(queue(pace).values());
            queue(pace).clear();
            unsent.forEach(it -> it.lost(Lost.UNSENT));
        }
    }

    private void pump() {
        if (pumping) {
            pumpAgain = true;
            return;
        }
        pumping = true;
        Duration earliest;
        do {
            pumpAgain = false;
            earliest = pumpAll();
        } while (pumpAgain);
        pumping = false;
        if (earliest != null && !ended) {
            next.set(earliest, this::pump);
        }
    }

    private @Nullable Duration pumpAll() {
        Duration earliest = null;
        for (Pace pace : Pace.values()) {
            Duration delay = pump(pace);
            if (delay != null && (earliest == null || delay.compareTo(earliest) < 0)) {
                earliest = delay;
            }
        }
        return earliest;
    }

    /** Returns how long what is left has to wait; null if nothing is. */
    private @Nullable Duration pump(Pace pace) {
        NavigableMap<Long, Request> queue = queue(pace);
        while (!ended && !queue.isEmpty()) {
            Duration delay = windows.delay(pace, parts.now());
            if (!delay.isZero()) {
                return delay;
            }
            Map.Entry<Long, Request> first = queue.firstEntry();
            queue.remove(first.getKey());
            leave(first.getKey(), first.getValue());
        }
        return null;
    }

    private void leave(long turn, Request request) {
        newest++;
        String ref = "r" + newest;
        ObjectNode frame = request.frame(ref);
        if (frame == null) {
            return;
        }
        String text = frame.put("ref", ref).toString();
        if (isTooLarge(text)) {
            var unused = request.answered(new Failure(ref, tooLarge()));
            return;
        }
        Sent sent = new Sent(turn, request, windows.charge(request.pace(), parts.now()));
        if (request.expectsAnswer()) {
            unanswered.put(ref, sent);
        } else {
            silent.put(ref, sent);
            if (silent.size() > MOST_SILENT) {
                Iterator<String> oldest = silent.keySet().iterator();
                oldest.next();
                oldest.remove();
            }
        }
        send.accept(text);
        request.sent();
    }

    private boolean isTooLarge(String text) {
        int max = limits.maxMessageBytes();
        return text.length() > max
                || (text.length() * CHAR_BYTES > max && text.getBytes(StandardCharsets.UTF_8).length > max);
    }

    /** The server would say so, but could not read whom to. */
    private ServerError tooLarge() {
        return new ServerError(
                "message_too_large",
                "a frame may have " + limits.maxMessageBytes() + " bytes",
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode());
    }

    private @Nullable Sent find(String ref) {
        Sent sent = unanswered.get(ref);
        return sent != null ? sent : silent.get(ref);
    }

    private void forget(String ref) {
        if (unanswered.remove(ref) == null) {
            silent.remove(ref);
        }
    }

    private NavigableMap<Long, Request> queue(Pace pace) {
        return waiting.computeIfAbsent(pace, it -> new TreeMap<>());
    }
}
