package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.internal.reading.Retry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Brings a channel level with its log, once for all its subscribers here (contract P1, P3). An event that does not follow, a
 * link that was made anew, too many waiting events and a head check that found more all lead here, and what leads here while
 * the log is being read makes it be read once more: an answer only says what was there when it was asked for.
 *
 * <p>States: level, reading (what comes meanwhile waits in the channel), waiting to read again after a failure. Thread safety:
 * on the channel's lane only.
 */
final class Repair {

    private final ChannelHub hub;
    private final HubContext context;
    private boolean underWay;
    /** Something came up that the present reading may not have seen, or the channel is not attached yet. */
    private boolean again;
    /** The channel's position when the repair began. */
    private @Nullable Position from;
    /** Readings in a row that failed. */
    private int failures;
    /** Counts the readings: only the last one goes on. */
    private int readings;

    Repair(ChannelHub hub, HubContext context) {
        this.hub = hub;
        this.context = context;
    }

    /** Whether what comes has to wait. */
    boolean underWay() {
        return underWay;
    }

    /** Begins; when it is under way or cannot begin yet, once more afterwards. */
    void begin() {
        if (underWay || !hub.attached()) {
            again = true;
            return;
        }
        underWay = true;
        from = hub.known();
        read();
    }

    /** The log was asked where it ends. */
    void compare(Position newest, long asked, int doubts) {
        hub.flush();
        if (!hub.attached()) {
            return;
        }
        Position at = hub.known();
        if (newest.equals(at)) {
            hub.proof().level(asked, doubts);
        } else if (!ChannelHub.isStale(newest, at) || !hub.proof().isNewerThan(asked)) {
            // What is older than the channel was overtaken by the bus, unless the bus is silent: then the log went
            // back.
            begin();
            return;
        }
        hub.isolation().levelIfAsked(doubts);
    }

    /** The back end is back, or it is the channel's turn: what was waiting to be read is read now. */
    void goOn() {
        if (underWay) {
            read();
        } else {
            begin();
        }
    }

    /** The channel is attached: does what came up before. */
    void attached() {
        if (again) {
            again = false;
            begin();
        }
    }

    private void read() {
        if (!hub.attached()) {
            underWay = false;
            return;
        }
        int reading = ++readings;
        if (hub.isolation().cutOff()) {
            // Whoever ends that goes on.
            return;
        }
        again = false;
        long asked = context.nanoTime();
        int doubts = hub.proof().doubts();
        context.log()
                .readForRepair(hub.channel(), hub.known(), hub.retention())
                .whenComplete((replay, failure) -> hub.lane().execute(() -> {
                    if (reading != readings) {
                        return;
                    }
                    if (replay == null) {
                        failed(reading, failure);
                    } else if (hub.attached()) {
                        answered(replay, asked, doubts);
                    }
                }));
    }

    private void failed(int reading, @Nullable Throwable failure) {
        context.listener().failed("EventLog.readAfter", ChannelHub.orUnknown(failure));
        Duration wait = Retry.after(++failures, context.runtime().random());
        context.runtime()
                .scheduler()
                .schedule(
                        wait,
                        () -> hub.lane().execute(() -> {
                            if (reading == readings) {
                                read();
                            }
                        }));
    }

    private void answered(Replay replay, long asked, int doubts) {
        failures = 0;
        if (replay instanceof Replay.Gap && hub.isolation().waitsForItsTurn()) {
            return;
        }
        if (replay instanceof Replay.Missed missed) {
            boolean moved = hub.send(missed.events()) > 0;
            if (!hub.attached()) {
                return;
            }
            if (moved && !hub.known().equals(missed.head())) {
                read();
                return;
            }
        } else if (replay instanceof Replay.Gap gap) {
            hub.jump(gap);
        }
        underWay = false;
        hub.proof().level(asked, doubts);
        if (again) {
            begin();
        } else {
            if (hub.known().equals(from)) {
                hub.dropWhatNeverFollows();
            }
            hub.isolation().level();
        }
        hub.settle();
    }
}
