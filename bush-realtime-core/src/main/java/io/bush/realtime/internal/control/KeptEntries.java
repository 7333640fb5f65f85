package io.bush.realtime.internal.control;

import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What could not be appended and is tried again every second, in order: equal entries once, by the newest number, and one that
 * says "anything" in the place of more than {@value #MOST}. Thread safety: on the control log's lane only.
 */
final class KeptEntries {

    static final int MOST = 1_000;

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final ControlEntry ANYTHING = new ControlEntry.AnythingChanged();

    private final Scheduler scheduler;
    private final Lane lane;
    private final LongSupplier numbers;
    private final BiFunction<Long, ControlEntry, CompletionStage<? extends @Nullable AppendResult>> append;
    /** Entries and their numbers, in the order in which they were kept. */
    private final Map<ControlEntry, Long> kept = new LinkedHashMap<>();
    /** Number of the entry that is being appended; 0 for none. */
    private long underWay;
    /** Whether a next attempt is planned or under way. */
    private boolean busy;

    KeptEntries(
            Scheduler scheduler,
            Lane lane,
            LongSupplier numbers,
            BiFunction<Long, ControlEntry, CompletionStage<? extends @Nullable AppendResult>> append) {
        this.scheduler = scheduler;
        this.lane = lane;
        this.numbers = numbers;
        this.append = append;
    }

    void keep(ControlEntry entry, long number) {
        if (waits(ANYTHING)) {
            return;
        }
        Long known = kept.get(entry);
        if (known == null || known < number) {
            if (known != null && known == underWay) {
                kept.remove(entry);
            }
            // An equal one may be in the log already, before this change: it does not stand for it, but this one does
            // for that.
            kept.put(entry, number);
        }
        if (kept.size() > MOST) {
            kept.clear();
            kept.put(ANYTHING, numbers.getAsLong());
        }
        planNext();
    }

    /** Likewise, but not only after a second. */
    void keepNow(ControlEntry entry, long number) {
        boolean idle = !busy;
        busy = true;
        keep(entry, number);
        if (idle) {
            appendFirst();
        }
    }

    private boolean waits(ControlEntry entry) {
        Long number = kept.get(entry);
        return number != null && number != underWay;
    }

    private void planNext() {
        if (!busy && !kept.isEmpty()) {
            busy = true;
            scheduler.schedule(RETRY, () -> lane.execute(this::appendFirst));
        }
    }

    private void appendFirst() {
        Iterator<Map.Entry<ControlEntry, Long>> all = kept.entrySet().iterator();
        if (!all.hasNext()) {
            busy = false;
            return;
        }
        Map.Entry<ControlEntry, Long> first = all.next();
        ControlEntry entry = first.getKey();
        long number = first.getValue();
        underWay = number;
        append.apply(number, entry)
                .whenComplete((result, failure) ->
                        lane.execute(() -> appended(entry, number, result instanceof AppendResult.Stored)));
    }

    private void appended(ControlEntry entry, long number, boolean stored) {
        underWay = 0;
        if (stored) {
            kept.remove(entry, number);
            appendFirst();
        } else {
            busy = false;
            planNext();
        }
    }
}
