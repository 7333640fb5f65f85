package io.bush.realtime.backplane;

import io.bush.realtime.channel.Position;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was stored under which idempotency key in one channel in the last {@link #WINDOW} (contract P4). Holds at most
 * {@value #MAX_KEYS} keys; one more pushes the oldest out, whose repetition is then a second event: 33 keyed events a
 * second in one channel are safe for the whole window, more for a shorter time. Thread safety: none, guarded by the
 * channel's log.
 */
final class IdempotencyKeys {

    static final Duration WINDOW = Duration.ofMinutes(5);
    static final int MAX_KEYS = 10_000;

    private final Map<String, Position> positions = new HashMap<>();
    /** The same keys, oldest first. */
    private final ArrayDeque<Used> order = new ArrayDeque<>();

    private record Used(String key, long atNanos) {}

    @Nullable
    Position find(String key, long nowNanos) {
        expire(nowNanos);
        return positions.get(key);
    }

    /** Notes a key that {@link #find} did not find. */
    void put(String key, Position position, long nowNanos) {
        if (order.size() == MAX_KEYS) {
            dropOldest();
        }
        positions.put(key, position);
        order.add(new Used(key, nowNanos));
    }

    void expire(long nowNanos) {
        Used oldest = order.peek();
        while (oldest != null && nowNanos - oldest.atNanos() >= WINDOW.toNanos()) {
            dropOldest();
            oldest = order.peek();
        }
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    int size() {
        return order.size();
    }

    private void dropOldest() {
        positions.remove(order.remove().key());
    }
}
