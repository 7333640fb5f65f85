package io.bush.realtime.ratelimit;

import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All rate limits of one connection (contract §3.4): decides on a frame over every window that concerns it, counts hits
 * and invalid frames, and says when the connection has to be closed.
 *
 * <p>Shape: seven {@link SlidingWindow}s, each made at its first use and given up by
 * {@link #forgetExpired}. Thread safety: none, for the connection's lane only.
 */
public final class ConnectionLimiter {

    private static final Decision ALLOWED = new Decision.Allowed();

    private final RateLimits limits;
    private final Clock clock;
    /** The windows in use; null while there is none, as on an idle connection. */
    private @Nullable Map<Kind, SlidingWindow> windows;

    /** What is counted, each in a window of its own. */
    public enum Kind {
        /** Every action but signals. */
        MESSAGES,
        /** Subscribe frames, whatever they hold. */
        SUBSCRIBES,
        /** Presence frames. */
        PRESENCE,
        /** Lock requests; renew and unlock are none. */
        LOCKS,
        /** Signal frames. */
        SIGNALS,
        /** Refusals that count against the connection. */
        HITS,
        /** Frames that could not be read. */
        INVALID;

        /**
         * Returns the limit's name in figures and for listeners.
         *
         * @return for example {@code subscribes}
         */
        public String limitName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a frame may be done. */
    public sealed interface Decision {

        /** It may, and has been counted. */
        record Allowed() implements Decision {}

        /**
         * It may not, and has not been counted in any window.
         *
         * @param limit which limit refused it; of several the one that takes longest to have room
         * @param retryAfter when the same frame would be accepted, more than zero
         * @param consequence what the refusal means for the connection
         */
        record Refused(Kind limit, Duration retryAfter, Consequence consequence) implements Decision {}
    }

    /** What a refusal means for the connection. */
    public enum Consequence {
        /** Nothing: presence and signals are dropped without a hit. */
        NONE,
        /** A hit, and there may be more. */
        HIT,
        /** The hit that ends it: close 4008. */
        CLOSE
    }

    /**
     * Makes the limiter of a new connection.
     *
     * @param limits the limits
     * @param clock the node's clock; only its monotonic side is used
     */
    public ConnectionLimiter(RateLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Decides on a frame and counts it, in all windows that concern it or in none.
     *
     * @param action the action's name as {@code ClientMessage.action()} gives it
     * @return what to do
     */
    public Decision admit(String action) {
        return switch (action) {
            case "signal" -> admit(Kind.SIGNALS, Kind.SIGNALS);
            case "presence" -> admit(Kind.MESSAGES, Kind.PRESENCE);
            case "subscribe" -> admit(Kind.MESSAGES, Kind.SUBSCRIBES);
            case "comment.lock" -> admit(Kind.MESSAGES, Kind.LOCKS);
            default -> admit(Kind.MESSAGES, Kind.MESSAGES);
        };
    }

    private Decision admit(Kind general, Kind special) {
        long now = clock.nanoTime();
        SlidingWindow one = window(general);
        SlidingWindow other = window(special);
        Duration generalWait = one.retryAfter(now);
        Duration specialWait = other.retryAfter(now);
        if (generalWait.isZero() && specialWait.isZero()) {
            one.add(now);
            if (other != one) {
                other.add(now);
            }
            return ALLOWED;
        }
        Consequence consequence = special == Kind.PRESENCE || special == Kind.SIGNALS ? Consequence.NONE : hit(now);
        return specialWait.compareTo(generalWait) >= 0
                ? new Decision.Refused(special, specialWait, consequence)
                : new Decision.Refused(general, generalWait, consequence);
    }

    private Consequence hit(long now) {
        return reached(Kind.HITS, now) ? Consequence.CLOSE : Consequence.HIT;
    }

    /**
     * Counts a frame that could not be read.
     *
     * @return true when it is the one that ends the connection: close 4009
     */
    public boolean invalid() {
        return reached(Kind.INVALID, clock.nanoTime());
    }

    /** Counts, and tells whether the window is full with this one. */
    private boolean reached(Kind kind, long now) {
        SlidingWindow window = window(kind);
        return !window.tryAccept(now) || window.remaining(now) == 0;
    }

    /**
     * Returns how many more of a kind would be accepted now.
     *
     * @param kind the kind
     * @return 0 to its maximum
     */
    public int remaining(Kind kind) {
        SlidingWindow window = used(kind);
        return window == null ? limit(kind).max() : window.remaining(clock.nanoTime());
    }

    /**
     * Returns how long until a kind is entirely free again.
     *
     * @param kind the kind
     * @return zero when it is
     */
    public Duration resetAfter(Kind kind) {
        SlidingWindow window = used(kind);
        return window == null ? Duration.ZERO : window.resetAfter(clock.nanoTime());
    }

    /**
     * Returns the limit of a kind.
     *
     * @param kind the kind
     * @return so many in so long
     */
    public RateLimits.Limit limit(Kind kind) {
        return switch (kind) {
            case MESSAGES -> limits.messages();
            case SUBSCRIBES -> limits.subscribes();
            case PRESENCE -> limits.presence();
            case LOCKS -> limits.locks();
            case SIGNALS -> limits.signals();
            case HITS -> limits.hits();
            case INVALID -> limits.invalid();
        };
    }

    /** Frees every limit, hits and invalid frames included. */
    public void reset() {
        windows = null;
    }

    /** Frees the memory of windows in which nothing counts any more. */
    public void forgetExpired() {
        if (windows == null) {
            return;
        }
        long now = clock.nanoTime();
        windows.entrySet()
                .removeIf(used ->
                        used.getValue().remaining(now) == limit(used.getKey()).max());
        if (windows.isEmpty()) {
            windows = null;
        }
    }

    /**
     * Returns the hits that still count, those inherited included, for {@link HitMemory#remember}.
     *
     * @return the hits
     */
    public HitHistory hits() {
        SlidingWindow window = used(Kind.HITS);
        return window == null ? HitHistory.NONE : HitHistory.of(window.accepted(clock.nanoTime()));
    }

    /**
     * Takes over the hits of the principal's earlier connections, besides those this one already has.
     *
     * @param history what {@link HitMemory#recall} remembered
     */
    public void inherit(HitHistory history) {
        if (history.size() == 0) {
            return;
        }
        long now = clock.nanoTime();
        HitHistory all = hits().merge(history, limits.hits().max());
        SlidingWindow window = window(Kind.HITS);
        window.reset();
        for (int place = 0; place < all.size(); place++) {
            if (now - all.time(place) < limits.hits().window().toNanos()) {
                window.add(all.time(place));
            }
        }
    }

    private SlidingWindow window(Kind kind) {
        if (windows == null) {
            windows = new EnumMap<>(Kind.class);
        }
        return windows.computeIfAbsent(kind, unused -> new SlidingWindow(limit(kind)));
    }

    private @Nullable SlidingWindow used(Kind kind) {
        return windows == null ? null : windows.get(kind);
    }
}
