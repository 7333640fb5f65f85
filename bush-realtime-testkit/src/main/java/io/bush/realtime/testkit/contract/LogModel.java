package io.bush.realtime.testkit.contract;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.ResetReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One channel's log as a reader of the contract would write it down: everything kept for ever, ages looked up. */
final class LogModel {

    private static final Duration KEY_WINDOW = Duration.ofMinutes(5);

    private final Channel channel;
    private final Retention keep;
    /** Every event of the current epoch, the first one first. */
    private final List<Entry> entries = new ArrayList<>();
    /** The first event under each key, of all epochs. */
    private final Map<String, Entry> keys = new HashMap<>();
    /** Null until the log has told its epoch, and again when nobody used the head for too long. */
    private @Nullable String epoch;
    /** When the epoch was begun. */
    private Duration begun = Duration.ZERO;
    /** When the head was last used. */
    private Duration used = Duration.ZERO;

    private record Entry(Position position, Duration at) {}

    LogModel(Channel channel, Retention keep) {
        this.channel = channel;
        this.keep = keep;
    }

    /** Whether a use at this moment has to begin a new epoch. */
    boolean forgotten(Duration now) {
        return epoch == null || now.minus(used).compareTo(keep.headAge()) >= 0;
    }

    void begin(String newEpoch, Duration now) {
        epoch = newEpoch;
        begun = now;
        entries.clear();
    }

    /** Whether the epoch was begun less than a while ago. */
    boolean younger(Duration age, Duration now) {
        return now.minus(begun).compareTo(age) < 0;
    }

    void use(Duration now) {
        used = now;
    }

    Position head() {
        if (epoch == null) {
            throw new IllegalStateException("not begun");
        }
        return entries.isEmpty()
                ? Position.start(channel, epoch)
                : entries.get(entries.size() - 1).position();
    }

    @Nullable
    Position underKey(@Nullable String key, Duration now) {
        Entry entry = key == null ? null : keys.get(key);
        return entry == null || now.minus(entry.at()).compareTo(KEY_WINDOW) >= 0 ? null : entry.position();
    }

    void append(Position position, @Nullable String key, Duration now) {
        Entry entry = new Entry(position, now);
        entries.add(entry);
        if (key != null) {
            keys.put(key, entry);
        }
    }

    List<Position> after(Position position) {
        return entries.stream()
                .map(Entry::position)
                .filter(it -> it.offset() > position.offset())
                .toList();
    }

    /** Why a reader at a position has to start over; null when everything after it is still there. */
    @Nullable
    ResetReason gap(Position position, Duration now) {
        if (!position.epoch().equals(epoch)) {
            return ResetReason.EPOCH_CHANGED;
        }
        if (position.offset() > entries.size()) {
            return ResetReason.AHEAD;
        }
        int wanted = entries.size() - (int) position.offset();
        boolean gone = wanted > keep.maxEvents()
                || entries.stream()
                        .filter(it -> it.position().offset() > position.offset())
                        .anyMatch(it -> now.minus(it.at()).compareTo(keep.maxAge()) >= 0);
        if (gone) {
            return ResetReason.EXPIRED;
        }
        Position real = position.offset() == 0
                ? Position.start(channel, position.epoch())
                : entries.get((int) position.offset() - 1).position();
        return real.equals(position) ? null : ResetReason.DIVERGED;
    }
}
