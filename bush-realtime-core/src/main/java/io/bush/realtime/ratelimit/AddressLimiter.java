package io.bush.realtime.ratelimit;

import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Limits connection attempts and failed authentications of each client address (contract §3.6): exact sliding windows of
 * 60 s. Of IPv6 the first 64 bits are an address here. Without a known address there is no limit.
 *
 * <p>Shape: a map in the order of last use. An address is forgotten 60 s after its last use; when the table is full, the
 * one longest unused is forgotten early, so that a flood from many addresses costs memory only up to the bound (at the
 * default limits at most about 1.3 KB an address). Thread safety: safe for use by any thread.
 */
public final class AddressLimiter {

    /** How many addresses are remembered unless said otherwise. */
    public static final int DEFAULT_ADDRESSES = 100_000;

    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final RateLimits.Limit failedAuths;
    private final RateLimits.Limit attempts;
    private final int maxAddresses;
    private final Clock clock;
    /** What is known of each address, longest unused first. Guarded by this object's monitor. */
    private final Map<String, Seen> byAddress = new LinkedHashMap<>(16, 0.75f, true);

    /** One address; guarded by the table's monitor. */
    private static final class Seen {
        /** Null until an authentication failed. */
        @Nullable
        SlidingWindow failed;
        /** Null until an attempt was made. */
        @Nullable
        SlidingWindow attempts;
        /** Last use in monotonic nanoseconds. */
        long usedNanos;
    }

    /**
     * Makes an empty table.
     *
     * @param failedAuthsPerMinute failed authentications in 60 s, 1 to 10,000; the contract's default is 10
     * @param attemptsPerMinute connection attempts in 60 s, 1 to 10,000; the contract's default is 120
     * @param maxAddresses most addresses remembered, at least 1
     * @param clock the node's clock; only its monotonic side is used
     */
    public AddressLimiter(int failedAuthsPerMinute, int attemptsPerMinute, int maxAddresses, Clock clock) {
        if (maxAddresses < 1) {
            throw new IllegalArgumentException("maxAddresses is " + maxAddresses + ", allowed: 1 or more");
        }
        this.failedAuths = new RateLimits.Limit(failedAuthsPerMinute, WINDOW);
        this.attempts = new RateLimits.Limit(attemptsPerMinute, WINDOW);
        this.maxAddresses = maxAddresses;
        this.clock = clock;
    }

    /**
     * Counts a connection attempt.
     *
     * @param address the client's address; null when unknown
     * @return empty when it may go on; else how long until the next attempt would
     */
    public synchronized Optional<Duration> attempt(@Nullable String address) {
        if (address == null) {
            return Optional.empty();
        }
        long now = clock.nanoTime();
        Seen seen = seen(address, now);
        if (seen.attempts == null) {
            seen.attempts = new SlidingWindow(attempts);
        }
        return count(seen.attempts, now);
    }

    /**
     * Counts a failed authentication, after the token was judged: a valid token never comes here, so it always passes.
     *
     * @param address the client's address; null when unknown
     * @return empty while it is answered as an ordinary failure; else, because there were too many, how long until one
     *     more would be
     */
    public synchronized Optional<Duration> authFailed(@Nullable String address) {
        if (address == null) {
            return Optional.empty();
        }
        long now = clock.nanoTime();
        Seen seen = seen(address, now);
        if (seen.failed == null) {
            seen.failed = new SlidingWindow(failedAuths);
        }
        return count(seen.failed, now);
    }

    /**
     * Returns how many addresses are remembered.
     *
     * @return 0 to the most allowed
     */
    public synchronized int size() {
        return byAddress.size();
    }

    private static Optional<Duration> count(SlidingWindow window, long now) {
        return window.tryAccept(now) ? Optional.empty() : Optional.of(window.retryAfter(now));
    }

    private Seen seen(String address, long now) {
        String network = ClientNetwork.of(address);
        Seen seen = byAddress.get(network);
        if (seen == null) {
            seen = new Seen();
            byAddress.put(network, seen);
        }
        seen.usedNanos = now;
        forgetIdle(now);
        return seen;
    }

    private void forgetIdle(long now) {
        Iterator<Seen> longestUnused = byAddress.values().iterator();
        boolean full = byAddress.size() > maxAddresses;
        while (longestUnused.hasNext()) {
            boolean idle = now - longestUnused.next().usedNanos >= WINDOW.toNanos();
            if (!idle && !full) {
                return;
            }
            longestUnused.remove();
            full = false;
        }
    }
}
