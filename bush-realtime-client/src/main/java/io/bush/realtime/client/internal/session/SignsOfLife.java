package io.bush.realtime.client.internal.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.FrameReader;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Notices a connection that is silent because it is dead (contract §3.15): asks after 45 s, or at once when the machine has slept, and
 * gives it up 10 s later. Looks at the clock when it is due, so hearing something costs nothing. What the server's clock shows is
 * in each answer. Thread safety: {@link #heard} is for any thread, all else for the lane.
 */
final class SignsOfLife {

    static final Duration SILENCE = Duration.ofSeconds(45);
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Parts parts;
    private final Outbox outbox;
    private final Runnable dead;
    private final Consumer<ServerFrame.Other> pongs;
    private final Alarm alarm;
    /** When something came last, by the monotonic clock; written by any thread. */
    private volatile long last;
    /** The last question; null before the first. Only its answer tells the server's clock. */
    private @Nullable Ping newest;

    /** {@code dead} is told of silence, {@code pongs} of answers, after the clock was read from them. */
    SignsOfLife(Parts parts, Outbox outbox, Runnable dead, Consumer<ServerFrame.Other> pongs) {
        this.parts = parts;
        this.outbox = outbox;
        this.dead = dead;
        this.pongs = pongs;
        this.alarm = parts.alarm();
        this.last = parts.now();
        alarm.set(SILENCE, this::look);
    }

    /** Something came, whatever it was. */
    void heard() {
        last = parts.now();
    }

    /** What came before proves nothing, and what was asked before says nothing of the clock. */
    void woke() {
        ask();
    }

    void end() {
        alarm.clear();
    }

    private void look() {
        Duration left = SILENCE.minusNanos(parts.now() - last);
        if (left.compareTo(Duration.ZERO) > 0) {
            alarm.set(left, this::look);
        } else {
            ask();
        }
    }

    private void ask() {
        Ping ping = new Ping();
        newest = ping;
        outbox.submit(ping);
    }

    private void judge(long asked) {
        if (last - asked > 0) {
            look();
        } else {
            dead.run();
        }
    }

    private final class Ping implements Request {
        /** When it left, by the monotonic clock. */
        private long leftAt;

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
            leftAt = parts.now();
            long asked = last;
            alarm.set(PATIENCE, () -> judge(asked));
        }

        @Override
        public boolean answered(ServerFrame frame) {
            if (newest == this && frame instanceof ServerFrame.Other pong) {
                outbox.clock().read(FrameReader.time(pong.control().json(), "server_time"), leftAt);
                pongs.accept(pong);
            }
            return true;
        }

        @Override
        public void lost(Lost how) {
            alarm.clear();
        }
    }
}
