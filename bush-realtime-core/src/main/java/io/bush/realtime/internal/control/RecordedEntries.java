package io.bush.realtime.internal.control;

import io.bush.realtime.channel.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * This node's entries that the log took lately. A log that fails over may lose what it has answered for, and a node that never
 * heard of an entry cannot miss it: so whoever said it says it again, as soon as it finds that the log went back, or when the
 * entry does not come. Shape: at most {@value #MOST}, oldest first, for as long as their keys keep the log from storing them
 * twice. Thread safety: on the control log's lane only.
 */
final class RecordedEntries {

    static final int MOST = 1_000;

    /** As long as the log knows an entry's key. */
    private static final Duration AGE = Duration.ofMinutes(5);
    /** So long an entry has to come by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Map<Long, Recorded> recorded = new LinkedHashMap<>();

    /** An entry, where the log has put it, and when it said so. */
    private record Recorded(ControlEntry entry, Position at, long since) {}

    /** The log has answered that an entry is stored there. */
    void add(long number, ControlEntry entry, Position at, long now) {
        recorded.remove(number);
        recorded.put(number, new Recorded(entry, at, now));
        // The one just added ends it.
        Iterator<Recorded> oldest = recorded.values().iterator();
        while (now - oldest.next().since() > AGE.toNanos() || recorded.size() > MOST) {
            oldest.remove();
        }
    }

    /** The log went back: everything may be lost, and is given out in order. */
    void takeAll(BiConsumer<ControlEntry, Long> again) {
        take(one -> true, again);
    }

    /** Gives out what should have come by now. */
    void takeLate(Predicate<Position> awaited, long now, BiConsumer<ControlEntry, Long> again) {
        take(one -> now - one.since() >= PATIENCE.toNanos() && awaited.test(one.at()), again);
    }

    private void take(Predicate<Recorded> which, BiConsumer<ControlEntry, Long> again) {
        List<Map.Entry<Long, Recorded>> taken = new ArrayList<>();
        for (Map.Entry<Long, Recorded> one : recorded.entrySet()) {
            if (which.test(one.getValue())) {
                taken.add(Map.entry(one.getKey(), one.getValue()));
            }
        }
        for (Map.Entry<Long, Recorded> one : taken) {
            recorded.remove(one.getKey());
            again.accept(one.getValue().entry(), one.getKey());
        }
    }
}
