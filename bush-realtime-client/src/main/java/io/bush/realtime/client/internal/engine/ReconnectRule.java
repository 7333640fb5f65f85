package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.internal.lane.Backoff;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client does when its connection has ended, or did not come about (contract §2, "Close codes", and §3.15). Thread
 * safety: for the lane only.
 */
final class ReconnectRule {

    /** A connection that was established for so long was a good one. */
    static final Duration STABLE = Duration.ofSeconds(10);

    private static final Duration RATE_LIMITED = Duration.ofSeconds(60);
    private static final Duration TOO_MANY = Duration.ofSeconds(30);
    private static final Duration LEAST_NAMED = Duration.ofSeconds(1);
    private static final Duration MOST_NAMED = Duration.ofHours(1);
    private static final long SLOW_AGAIN_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int NO_CODE = -1;

    /**
     * How a session ended.
     *
     * @param cause why
     * @param established whether the server had accepted it
     * @param stable whether that was for long enough
     * @param named when to come back, as the server said before; null if it did not
     */
    record Ending(
            ConnectionException cause,
            boolean established,
            boolean stable,
            @Nullable Duration named) {}

    /** What to do then. */
    sealed interface Next {

        /** Never again, unless the application says so. */
        record GiveUp() implements Next {}

        /** Try again later; the wait is the client's own choice. */
        record After(Duration delay) implements Next {}

        /** Try again later, not before; the server wants it so. */
        record NotBefore(Duration delay) implements Next {}

        /** Try again with another token. */
        record WithNewToken(Duration delay) implements Next {}

        /** Try again when handlers have caught up, and not before. */
        record WhenCaughtUp(Duration delay) implements Next {}
    }

    private final Backoff backoff;
    /** Whether another token was fetched since the last established connection. */
    private boolean tokenReplaced;
    /** Whether the server has ever found us slow. */
    private boolean wasSlow;
    /** When it did last, by the monotonic clock. */
    private long slowAt;

    ReconnectRule(Backoff backoff) {
        this.backoff = backoff;
    }

    /** The application wants a connection; what was before does not matter. */
    void reset() {
        backoff.reset();
        tokenReplaced = false;
    }

    void established() {
        tokenReplaced = false;
    }

    Next after(Ending ending, long now) {
        if (ending.stable()) {
            backoff.reset();
        }
        return switch (ending.cause().reason()) {
            case FORBIDDEN, HANDLERS_UNAVAILABLE, CLOSED -> new Next.GiveUp();
            case AUTHENTICATION_FAILED -> unauthenticated(ending);
            case BACKLOG_OVERFLOW -> new Next.WhenCaughtUp(atOnceIfStable(ending));
            default -> byCode(ending, now);
        };
    }

    private Next unauthenticated(Ending ending) {
        ConnectionException cause = ending.cause();
        boolean signedOut = cause.closeCode().isEmpty() && cause.httpStatus().isEmpty();
        if (signedOut || tokenReplaced) {
            return new Next.GiveUp();
        }
        tokenReplaced = true;
        return new Next.WithNewToken(ending.established() ? atOnceIfStable(ending) : Duration.ZERO);
    }

    private Duration atOnceIfStable(Ending ending) {
        return ending.stable() ? Duration.ZERO : backoff.next();
    }

    private Next byCode(Ending ending, long now) {
        return switch (ending.cause().closeCode().orElse(NO_CODE)) {
            case 1009, 4009 -> new Next.GiveUp();
            case 4008 -> new Next.NotBefore(backoff.nextAtLeast(RATE_LIMITED));
            case 4029 -> new Next.NotBefore(backoff.nextAtLeast(TOO_MANY));
            case 4010 -> slow(now);
            default -> usual(ending);
        };
    }

    private Next slow(long now) {
        boolean again = wasSlow && now - slowAt < SLOW_AGAIN_NANOS;
        wasSlow = true;
        slowAt = now;
        return new Next.After(again ? backoff.next() : Duration.ZERO);
    }

    private Next usual(Ending ending) {
        Duration retryAfter = ending.cause().retryAfter().orElse(null);
        if (retryAfter != null) {
            return new Next.NotBefore(bounded(retryAfter, ending).plus(backoff.jitter()));
        }
        // A server spreads its hints itself.
        return ending.named() == null
                ? new Next.After(backoff.next())
                : new Next.NotBefore(bounded(ending.named(), ending));
    }

    private static Duration bounded(Duration named, Ending ending) {
        Duration least = ending.stable() ? Duration.ZERO : LEAST_NAMED;
        return named.compareTo(least) < 0 ? least : named.compareTo(MOST_NAMED) > 0 ? MOST_NAMED : named;
    }
}
