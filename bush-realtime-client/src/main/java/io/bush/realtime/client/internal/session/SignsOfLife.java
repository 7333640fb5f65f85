package io.bush.realtime.client.internal.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.time.Duration;

/**
 * Notices a connection that is silent because it is dead (contract §3.15): asks after 45 s, gives it up 10 s later. Looks
 * at the clock when it is due, so hearing something costs nothing. Thread safety: {@link #heard} is for any thread, all
 * else for the lane.
 */
final class SignsOfLife {

    static final Duration SILENCE = Duration.ofSeconds(45);
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Parts parts;
    private final Outbox outbox;
    private final Runnable dead;
    private final Alarm alarm;
    /** When something came last, by the monotonic clock; written by any thread. */
    private volatile long last;

    SignsOfLife(Parts parts, Outbox outbox, Runnable dead) {
        this.parts = parts;
        this.outbox = outbox;
        this.dead = dead;
        this.alarm = parts.alarm();
        this.last = parts.now();
        alarm.set(SILENCE, this::look);
    }

    /** Something came, whatever it was. */
    void heard() {
        last = parts.now();
    }

    void end() {
        alarm.clear();
    }

    private void look() {
        Duration left = SILENCE.minusNanos(parts.now() - last);
        if (left.compareTo(Duration.ZERO) > 0) {
            alarm.set(left, this::look);
        } else {
            outbox.submit(new Ping());
        }
    }

    private void judge(long asked) {
        if (last - asked > 0) {
            look();
        } else {
            dead.run();
        }
    }

    private final class Ping implements Request {
        @Override
        public Pace pace() {
            return Pace.FIRST;
        }

        @Override
        public ObjectNode frame(String ref) {
            return ClientFrames.ping();
        }

        @Override
        public void sent() {
            long asked = last;
            alarm.set(PATIENCE, () -> judge(asked));
        }

        @Override
        public boolean answered(ServerFrame frame) {
            return true;
        }

        @Override
        public void lost(Lost how) {
            alarm.clear();
        }
    }
}
