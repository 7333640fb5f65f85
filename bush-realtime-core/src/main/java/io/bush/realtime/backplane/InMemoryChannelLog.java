package io.bush.realtime.backplane;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The past of one channel: its head, the events it still holds, and the idempotency keys in use.
 *
 * <p>All ages are monotonic time; the wall clock is only shown, in {@code storedAt} and at the front of an epoch. The
 * retention of the latest call applies. Thread safety: none, the caller holds this object's monitor.
 */
final class InMemoryChannelLog {

    private final Channel channel;
    private final NodeRuntime runtime;
    private final EventRing held = new EventRing();
    /** Keys in use; null while there are none. */
    private @Nullable IdempotencyKeys keys;
    /** The newest position; null before the first use. */
    private @Nullable Position head;
    /** When the head's epoch was begun, in monotonic nanoseconds; means nothing without a head. */
    private long begunNanos;
    /** Retention of the latest use. */
    private Retention retention = Retention.DEFAULT;
    /** When the head was last used, in monotonic nanoseconds. */
    private long usedNanos;
    /** Set once, when this object leaves the map: whoever still has it must look again. */
    private boolean retired;

    InMemoryChannelLog(Channel channel, NodeRuntime runtime) {
        this.channel = channel;
        this.runtime = runtime;
    }

    /** Numbers, chains, stores, trims and announces: one step for everybody who comes after. */
    AppendResult append(EventContent content, Retention keep, @Nullable String key, InMemoryBus bus) {
        long now = runtime.clock().nanoTime();
        Position earlier = key == null || keys == null ? null : keys.find(key, now);
        if (earlier != null) {
            if (head != null && !headExpired(now)) {
                use(now, keep);
            }
            return new AppendResult.Stored(earlier, AppendResult.Origin.EARLIER_CALL);
        }
        Position before = use(now, keep);
        Position position = new Position(
                before.epoch(),
                before.offset() + 1,
                Position.tag(runtime.random().nextInt()));
        Event event = new Event(
                content, new Event.Entry(position, before.tag(), runtime.clock().wallTime()));
        held.trimTo(keep.maxEvents() - 1);
        held.add(event, now);
        head = position;
        if (key != null) {
            remember(key, position, now);
        }
        bus.deliver(event);
        return new AppendResult.Stored(position, AppendResult.Origin.THIS_CALL);
    }

    Replay readAfter(Position after, Retention keep, ReadLimit limit) {
        Position newest = use(runtime.clock().nanoTime(), keep);
        if (!after.epoch().equals(newest.epoch())) {
            return new Replay.Gap(ResetReason.EPOCH_CHANGED, newest);
        }
        if (after.offset() > newest.offset()) {
            return new Replay.Gap(ResetReason.AHEAD, newest);
        }
        if (after.offset() == newest.offset()) {
            return after.tag().equals(newest.tag())
                    ? new Replay.Missed(List.of(), newest)
                    : new Replay.Gap(ResetReason.DIVERGED, newest);
        }
        if (!covers(after.offset(), newest)) {
            return new Replay.Gap(ResetReason.EXPIRED, newest);
        }
        return successors(after, newest, limit);
    }

    Position head(Retention keep) {
        return use(runtime.clock().nanoTime(), keep);
    }

    /** Begins a new epoch, unless the present one is young, and tells whoever is subscribed: one step for everybody. */
    Position startAnew(Retention keep, Duration age, InMemoryBus bus) {
        long now = runtime.clock().nanoTime();
        Position before = head;
        Position newest = use(now, keep);
        boolean young = Duration.ofNanos(now - begunNanos).compareTo(age) < 0;
        if (!young && newest.equals(before)) {
            newest = begin(now);
        }
        if (before == null || !before.epoch().equals(newest.epoch())) {
            bus.sayMaybeLost(channel);
        }
        return newest;
    }

    /** Whether the log still holds every event after an offset. What it holds is always the newest, without a hole. */
    private boolean covers(long offset, Position newest) {
        return offset >= newest.offset() - held.size();
    }

    private Replay successors(Position after, Position newest, ReadLimit limit) {
        int from = held.size() - (int) (newest.offset() - after.offset());
        Event.Entry next = held.get(from).entry();
        if (next == null || !next.follows(after)) {
            return new Replay.Gap(ResetReason.DIVERGED, newest);
        }
        List<Event> found = new ArrayList<>();
        long bytes = 0;
        for (int place = from; place < held.size(); place++) {
            Event event = held.get(place);
            bytes += event.content().sizeBytes();
            if (found.size() == limit.maxEvents() || bytes > limit.maxBytes()) {
                if (limit.overflow() == ReadLimit.Overflow.REFUSE) {
                    return new Replay.Gap(ResetReason.REPLAY_TOO_LARGE, newest);
                }
                if (!found.isEmpty()) {
                    break;
                }
            }
            found.add(event);
        }
        return new Replay.Missed(found, newest);
    }

    /** Frees what nobody can ask for any more; true when nothing at all is left. */
    boolean sweep() {
        long now = runtime.clock().nanoTime();
        forget(now);
        held.compact();
        if (keys != null) {
            keys.expire(now);
            if (keys.isEmpty()) {
                keys = null;
            }
        }
        return keys == null && (head == null || headExpired(now));
    }

    /** Keeps the head remembered from now on, or begins a new epoch when it has been forgotten. */
    private Position use(long now, Retention keep) {
        Position newest = head;
        if (newest == null || headExpired(now)) {
            newest = begin(now);
        }
        usedNanos = now;
        retention = keep;
        forget(now);
        return newest;
    }

    private Position begin(long now) {
        held.trimTo(0);
        String epoch = Position.epoch(
                runtime.clock().wallTime().toEpochMilli(), runtime.random().nextLong());
        Position start = Position.start(channel, epoch);
        head = start;
        begunNanos = now;
        return start;
    }

    private void forget(long now) {
        held.trimTo(retention.maxEvents());
        held.expire(now, retention.maxAge().toNanos());
    }

    private boolean headExpired(long now) {
        return now - usedNanos >= retention.headAge().toNanos();
    }

    private void remember(String key, Position position, long now) {
        if (keys == null) {
            keys = new IdempotencyKeys();
        }
        keys.put(key, position, now);
    }

    boolean retired() {
        return retired;
    }

    void retire() {
        retired = true;
    }

    int heldCapacity() {
        return held.capacity();
    }
}
