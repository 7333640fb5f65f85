package io.bush.realtime.ratelimit;

import io.bush.realtime.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the rate-limit hits of principals whose connection has ended, so that reconnecting does not clear them
 * (contract §3.4).
 *
 * <p>Shape: a map in the order of the last change. An entry is forgotten one hit window after its newest hit; when full,
 * the one longest unchanged is forgotten early. Thread safety: safe for use by any thread.
 */
public final class HitMemory {

    /** How many principals are remembered unless said otherwise. */
    public static final int DEFAULT_PRINCIPALS = 10_000;

    private final RateLimits.Limit hits;
    private final Clock clock;
    private final int maxPrincipals;
    /** Hits by principal id, longest unchanged first. Guarded by this object's monitor. */
    private final Map<String, HitHistory> byPrincipal = new LinkedHashMap<>();

    /**
     * Makes an empty memory.
     *
     * @param hits the hit limit: how many are kept of each principal, and for how long
     * @param clock the node's clock; only its monotonic side is used
     * @param maxPrincipals most principals remembered, at least 1
     */
    public HitMemory(RateLimits.Limit hits, Clock clock, int maxPrincipals) {
        if (maxPrincipals < 1) {
            throw new IllegalArgumentException("maxPrincipals is " + maxPrincipals + ", allowed: 1 or more");
        }
        this.hits = hits;
        this.clock = clock;
        this.maxPrincipals = maxPrincipals;
    }

    /**
     * Adds the hits of a connection that ends to what is known of its principal.
     *
     * @param principalId whose
     * @param history the connection's hits; those it had inherited count once
     */
    public synchronized void remember(String principalId, HitHistory history) {
        forgetOld(clock.nanoTime());
        if (history.size() == 0) {
            return;
        }
        HitHistory known = byPrincipal.remove(principalId);
        byPrincipal.put(principalId, known == null ? history : known.merge(history, hits.max()));
        if (byPrincipal.size() > maxPrincipals) {
            Iterator<String> eldest = byPrincipal.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /**
     * Returns what a new connection inherits. It stays remembered for the ones after it.
     *
     * @param principalId whose
     * @return the hits, or {@link HitHistory#NONE}
     */
    public synchronized HitHistory recall(String principalId) {
        forgetOld(clock.nanoTime());
        return byPrincipal.getOrDefault(principalId, HitHistory.NONE);
    }

    /**
     * Forgets a principal's hits, as an administrator's reset.
     *
     * @param principalId whose
     */
    public synchronized void forget(String principalId) {
        byPrincipal.remove(principalId);
    }

    /**
     * Returns how many principals are remembered.
     *
     * @return 0 to the most allowed
     */
    public synchronized int size() {
        return byPrincipal.size();
    }

    private void forgetOld(long now) {
        Iterator<HitHistory> eldest = byPrincipal.values().iterator();
        while (eldest.hasNext() && isOld(eldest.next(), now)) {
            eldest.remove();
        }
    }

    private boolean isOld(HitHistory history, long now) {
        return now - history.time(history.size() - 1) >= hits.window().toNanos();
    }
}
