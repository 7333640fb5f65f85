package io.bush.realtime.internal.reading;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.internal.reading.Turnstile.Turn;
import io.bush.realtime.observe.NodeStats;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The log as a node reads it: once for all who want the same at the same time, few at a time, and never past a broken chain
 * (contract P2, P3, P9).
 *
 * <p><b>Who shares a reading.</b> Only who asked before it began, so that an answer is as good as one's own: it has whatever
 * was stored when it was asked for. Whoever comes while a reading is under way shares the next one, which begins when that is
 * over. So there is never more than one reading of the same under way, and nobody waits for more than two. To join one that has
 * begun would save the second, and be wrong three times: a channel whose event did not follow would be told that there is
 * nothing newer; access that was given in between would not be compared with what was stored before it (§3.13); and a position
 * that the log has lost meanwhile would be replayed (P2). What is stored after a reading is in nobody's answer: the seam buffer
 * of the channel has it, or the reader reads again.
 *
 * <p>Thread safety: safe for use by any thread; the lock is {@code readings}, never held while the log is asked.
 */
public final class LogReads implements EventLog {

    private record Key(Channel channel, Position after, ReadLimit limit, Turn turn) {}

    /** One reading and all who share it. */
    private static final class Reading {

        private final CompletableFuture<Replay> answer = new CompletableFuture<>();
        /** The log has been asked. */
        private boolean begun;
        /** The reading of those who came since; null while nobody has. */
        private @Nullable Reading next;
    }

    private final EventLog log;
    private final Turnstile turnstile;
    /** Those that wait or are under way; guarded by itself, as what is in it. */
    private final Map<Key, Reading> readings = new HashMap<>();

    private final LongAdder asked = new LongAdder();
    private final LongAdder done = new LongAdder();

    /**
     * Stands before a log.
     *
     * @param log must not throw
     * @param turnstile who is let through
     */
    public LogReads(EventLog log, Turnstile turnstile) {
        this.log = log;
        this.turnstile = turnstile;
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        return read(new Key(channel, after, limit, Turn.ENTRY), retention);
    }

    /** Reads for those who follow already, ahead of those who come. */
    public CompletionStage<Replay> readForRepair(Channel channel, Position after, Retention retention) {
        return read(new Key(channel, after, ReadLimit.PAGE, Turn.REPAIR), retention);
    }

    /** Looks where one channel ends, for somebody who comes. */
    public CompletionStage<Position> head(Channel channel, Retention retention) {
        return turnstile
                .ask(Turn.ENTRY, channel, () -> log.heads(List.of(channel), retention))
                .thenApply(heads -> heads.get(0));
    }

    private CompletionStage<Replay> read(Key key, Retention retention) {
        asked.increment();
        Reading mine;
        synchronized (readings) {
            Reading current = readings.get(key);
            if (current != null) {
                return joined(current).answer;
            }
            mine = new Reading();
            readings.put(key, mine);
        }
        begin(key, retention, mine);
        return mine.answer;
    }

    private static Reading joined(Reading current) {
        if (!current.begun) {
            return current;
        }
        if (current.next == null) {
            current.next = new Reading();
        }
        return current.next;
    }

    private void begin(Key key, Retention retention, Reading reading) {
        turnstile
                .ask(key.turn(), key.channel(), () -> {
                    synchronized (readings) {
                        reading.begun = true;
                    }
                    done.increment();
                    return log.readAfter(key.channel(), key.after(), retention, key.limit());
                })
                .whenComplete((replay, failure) -> ended(key, retention, reading, replay, failure));
    }

    private void ended(
            Key key, Retention retention, Reading reading, @Nullable Replay replay, @Nullable Throwable failure) {
        Reading next;
        synchronized (readings) {
            next = reading.next;
            if (next == null) {
                readings.remove(key);
            } else {
                readings.put(key, next);
            }
        }
        if (replay == null) {
            reading.answer.completeExceptionally(
                    failure == null ? new IllegalStateException("a back end answered null") : failure);
        } else {
            reading.answer.complete(verified(key.after(), replay));
        }
        if (next != null) {
            begin(key, retention, next);
        }
    }

    /** Whatever a back end takes for successors: what does not follow event by event was not what anybody saw before. */
    private static Replay verified(Position after, Replay replay) {
        if (replay instanceof Replay.Missed missed) {
            Position at = after;
            for (Event event : missed.events()) {
                Event.Entry entry = event.entry();
                if (entry == null || !entry.follows(at)) {
                    return new Replay.Gap(ResetReason.DIVERGED, missed.head());
                }
                at = entry.position();
            }
        }
        return replay;
    }

    @Override
    public CompletionStage<AppendResult> append(
            EventContent content, Retention retention, @Nullable String idempotencyKey) {
        return log.append(content, retention, idempotencyKey);
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
        return log.heads(channels, retention);
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        return log.startAnew(channel, retention, age);
    }

    /** Returns the figures now. */
    public NodeStats.Reading figures() {
        return new NodeStats.Reading(asked.sum(), done.sum(), turnstile.underWay(), turnstile.waiting());
    }
}
