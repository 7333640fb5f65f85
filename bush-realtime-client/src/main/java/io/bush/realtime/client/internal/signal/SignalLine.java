package io.bush.realtime.client.internal.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Pace;
import io.bush.realtime.client.internal.session.Request;
import io.bush.realtime.client.internal.signal.SignalKeeper.Said;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.signal.Signals;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one name in one channel: at most one waits to leave, and it says the newest when it does. Thread safety: for
 * the lane only.
 */
final class SignalLine {

    private static final long STALE_NANOS =
            Duration.ofMillis(Signals.STALE_AFTER_MILLIS).toNanos();

    private final String event;
    private final SignalKeeper keeper;
    private final Parts parts;
    private final Alarm pacing;
    /** What to say next; null if nothing. */
    private @Nullable Said newest;
    /** What waits in the outbox; null if nothing does. */
    private @Nullable Frame queued;
    /** Whether any has left. */
    private boolean sent;
    /** When the last one left, by the monotonic clock; meaningless before. */
    private long sentAt;

    SignalLine(String event, SignalKeeper keeper, Parts parts) {
        this.event = event;
        this.keeper = keeper;
        this.parts = parts;
        this.pacing = parts.alarm();
    }

    void say(Said what) {
        newest = what;
        if (queued != null || pacing.isSet()) {
            return;
        }
        Duration left = sent ? keeper.spacing().minusNanos(parts.now() - sentAt) : Duration.ZERO;
        if (left.isNegative() || left.isZero()) {
            queue();
        } else {
            pacing.set(left, this::queue);
        }
    }

    private void queue() {
        if (queued != null) {
            return;
        }
        if (newest == null || !keeper.canSpeak()) {
            newest = null;
            return;
        }
        // Before it is handed over: it may leave at once, and asks then whether it is still the one.
        Frame next = new Frame();
        queued = next;
        keeper.submit(next);
    }

    /** Nobody is there to hear it. */
    void drop() {
        newest = null;
        queued = null;
        pacing.clear();
    }

    private boolean isStale(Said what) {
        return parts.now() - what.at() > STALE_NANOS;
    }

    private final class Frame implements Request {

        /** What it said; null before it left. */
        private @Nullable Said taken;

        @Override
        public Pace pace() {
            return Pace.SIGNAL;
        }

        @Override
        public @Nullable ObjectNode frame(String ref) {
            Said what = newest;
            if (queued != this) {
                return null;
            }
            queued = null;
            newest = null;
            if (what == null || isStale(what) || !keeper.canSpeak()) {
                return null;
            }
            taken = what;
            sent = true;
            sentAt = parts.now();
            ObjectNode frame = keeper.frame().put("event", event);
            frame.set("data", what.data());
            return frame;
        }

        @Override
        public boolean expectsAnswer() {
            return false;
        }

        /** It leaves again, unless there is something newer to say by then. */
        @Override
        public void refused() {
            if (queued == null) {
                queued = this;
                newest = newest == null ? taken : newest;
            }
        }

        @Override
        public boolean answered(ServerFrame frame) {
            if (frame instanceof ServerFrame.Failure failure) {
                keeper.failed(failure.error());
            }
            return true;
        }

        @Override
        public void lost(Lost how) {
            if (queued == this) {
                drop();
            }
        }
    }
}
