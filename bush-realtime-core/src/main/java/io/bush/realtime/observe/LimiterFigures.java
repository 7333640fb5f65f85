package io.bush.realtime.observe;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one connection stands with its rate limits, for administrators (contract §3.4). Thread safety: immutable.
 *
 * @param connectionId which connection
 * @param principalId whose
 * @param limits by limit name: messages, subscribes, presence, locks, signals, hits, invalid
 */
public record LimiterFigures(String connectionId, String principalId, Map<String, Figure> limits) {

    /** Copies the map, sorted. */
    public LimiterFigures {
        limits = new TreeMap<>(limits);
    }

    /**
     * One limit.
     *
     * @param max most in a window
     * @param remaining how many more are accepted now
     * @param resetAfter until the limit is entirely free again
     */
    public record Figure(int max, int remaining, Duration resetAfter) {}
}
