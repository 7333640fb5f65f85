package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.redis.internal.codec.EventCodec;
import io.bush.realtime.redis.internal.codec.MalformedMessageException;
import io.bush.realtime.redis.internal.command.Reply;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges what the read script found: only an unbroken chain from the asked position is an answer (contract P2, §3.7). A Redis
 * that was rolled back, or lost one of two keys, or holds something that is not ours, breaks it. Thread safety: immutable.
 */
final class ReplayJudge {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayJudge.class);

    /** Where the events begin in the reply. */
    private static final int EVENTS_AT = 2;

    private final Channel channel;
    private final Position after;
    private final Retention retention;
    private final ReadLimit limit;

    ReplayJudge(Channel channel, Position after, Retention retention, ReadLimit limit) {
        this.channel = channel;
        this.after = after;
        this.retention = retention;
        this.limit = limit;
    }

    /** Whether more than the limit is worth nothing, so that the script need not send it. */
    boolean refusesMore() {
        return limit.overflow() == ReadLimit.Overflow.REFUSE;
    }

    Replay judge(Reply reply) {
        Position head = LogCalls.place(reply, 0);
        if (!after.epoch().equals(head.epoch())) {
            return new Replay.Gap(ResetReason.EPOCH_CHANGED, head);
        }
        if (after.offset() > head.offset()) {
            return new Replay.Gap(ResetReason.AHEAD, head);
        }
        if (after.offset() == head.offset()) {
            return after.tag().equals(head.tag())
                    ? new Replay.Missed(List.of(), head)
                    : new Replay.Gap(ResetReason.DIVERGED, head);
        }
        if (reply.size() == EVENTS_AT) {
            return new Replay.Gap(ResetReason.EXPIRED, head);
        }
        try {
            return successors(reply, head);
        } catch (MalformedMessageException e) {
            LOG.warn("the log of {} holds something that is not ours: {}", channel, e.getMessage());
            return new Replay.Gap(ResetReason.DIVERGED, head);
        }
    }

    private Replay successors(Reply reply, Position head) throws MalformedMessageException {
        if (isExpired(entry(event(reply, EVENTS_AT)), reply.text(EVENTS_AT - 1))) {
            return new Replay.Gap(ResetReason.EXPIRED, head);
        }
        List<Event> found = new ArrayList<>();
        Position last = after;
        long bytes = 0;
        boolean full = false;
        for (int at = EVENTS_AT; at < reply.size() && !full; at++) {
            Event event = event(reply, at);
            if (!entry(event).follows(last)) {
                return new Replay.Gap(ResetReason.DIVERGED, head);
            }
            bytes += event.content().sizeBytes();
            full = found.size() == limit.maxEvents() || bytes > limit.maxBytes();
            if (!full || (found.isEmpty() && !refusesMore())) {
                found.add(event);
                last = entry(event).position();
            }
        }
        if (last.offset() == head.offset() && !last.equals(head)) {
            return new Replay.Gap(ResetReason.DIVERGED, head);
        }
        return refusesMore() && last.offset() < head.offset()
                ? new Replay.Gap(ResetReason.REPLAY_TOO_LARGE, head)
                : new Replay.Missed(found, head);
    }

    private boolean isExpired(Event.Entry entry, String nowMillis) {
        return Long.parseLong(nowMillis) - entry.storedAt().toEpochMilli()
                >= retention.maxAge().toMillis();
    }

    private Event event(Reply reply, int at) throws MalformedMessageException {
        return EventCodec.read(channel, reply.bytes(at));
    }

    private static Event.Entry entry(Event event) throws MalformedMessageException {
        Event.Entry entry = event.entry();
        if (entry == null) {
            throw new MalformedMessageException("a volatile event");
        }
        return entry;
    }
}
