package io.bush.realtime.client.internal.presence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.presence.PresenceStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the own user does, and when they did something last. Thread safety: safe for use by any thread. */
final class OwnState {

    /** Most bytes the server takes. */
    private static final int MAX_BYTES = 1_024;

    private final Clock clock;
    private final Duration idleAfter;
    /** What is said beside the status; guarded by this. */
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
    /** What the user does when they are not idle; null while not present. Guarded by this. */
    private @Nullable PresenceStatus status;
    /** Guarded by this. */
    private boolean idle;
    /** When the user did something last, by the monotonic clock. */
    private volatile long activeAt;
    /** The same as {@code idle}, to be asked without waiting. */
    private volatile boolean seenIdle;

    OwnState(Clock clock, Duration idleAfter) {
        this.clock = clock;
        this.idleAfter = idleAfter;
        this.activeAt = clock.nanoTime();
    }

    synchronized void enter(PresenceStatus next) {
        status = next;
        activeAt = clock.nanoTime();
        becomeIdle(false);
    }

    synchronized void leave() {
        status = null;
        becomeIdle(false);
    }

    synchronized void field(String name, @Nullable Object value) {
        JsonNode old = fields.get(name);
        if (value == null) {
            fields.remove(name);
            return;
        }
        fields.set(name, json(value));
        int bytes = with(PresenceStatus.COMMENTING).toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            fields.remove(name);
            if (old != null) {
                fields.set(name, old);
            }
            throw new IllegalArgumentException(
                    "the state would have " + bytes + " bytes with " + name + ", allowed: " + MAX_BYTES);
        }
    }

    private static JsonNode json(Object value) {
        if (value instanceof String text) {
            return JsonNodeFactory.instance.textNode(text);
        } else if (value instanceof Boolean truth) {
            return JsonNodeFactory.instance.booleanNode(truth);
        } else if (value instanceof Integer || value instanceof Long) {
            return JsonNodeFactory.instance.numberNode(((Number) value).longValue());
        } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return JsonNodeFactory.instance.numberNode(number.doubleValue());
        }
        throw new IllegalArgumentException("a field of a state is a "
                + value.getClass().getSimpleName() + ", allowed: a finite number, a text or a truth value");
    }

    /** The user did something; returns whether they were idle. */
    boolean active() {
        activeAt = clock.nanoTime();
        return seenIdle && wake();
    }

    private synchronized boolean wake() {
        boolean was = idle;
        becomeIdle(false);
        return was;
    }

    /** Returns how long until the user counts as idle if nothing happens; null when they are not present, or idle. */
    synchronized @Nullable Duration untilIdle() {
        if (status == null || idle) {
            return null;
        }
        Duration left = idleAfter.minusNanos(clock.nanoTime() - activeAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Lets the user count as idle if nothing happened for so long; returns whether they do now. */
    synchronized boolean fallIdle() {
        boolean quiet = clock.nanoTime() - activeAt >= idleAfter.toNanos();
        if (status == null || idle || !quiet) {
            return false;
        }
        becomeIdle(true);
        return true;
    }

    private void becomeIdle(boolean now) {
        idle = now;
        seenIdle = now;
    }

    /** What to say; null when not present. */
    synchronized @Nullable ObjectNode state() {
        if (status == null) {
            return null;
        }
        return with(idle ? PresenceStatus.IDLE : status);
    }

    private ObjectNode with(PresenceStatus shown) {
        ObjectNode state = JsonNodeFactory.instance.objectNode().put("status", shown.wireName());
        fields.properties().forEach(field -> {
            if (!field.getKey().equals("status")) {
                state.set(field.getKey(), field.getValue());
            }
        });
        return state;
    }
}
