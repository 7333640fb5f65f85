package io.bush.realtime.simulation;

import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A socket that takes what it is given at once, later, or not for a while. */
final class SimTransport implements Transport {

    private final Scene scene;
    private final ConnectionCheck check;
    private @Nullable TransportListener listener;
    private @Nullable Completion inFlight;
    /** Number of the send in flight. */
    private long flight;

    private long flightSince;
    private boolean stalled;
    private boolean closed;

    SimTransport(Scene scene, ConnectionCheck check) {
        this.scene = scene;
        this.check = check;
    }

    void open(TransportListener hears) {
        listener = hears;
    }

    boolean open() {
        return !closed;
    }

    @Override
    public void send(FrameBatch batch, Completion completion) {
        if (inFlight != null) {
            scene.verdict.broken("P9", check + " has two sends in flight");
        }
        if (batch.frames().size() > 1 && batch.sizeBytes() > scene.swarm.outbound.maxBatchBytes() + (1 << 17)) {
            scene.verdict.broken("P9", check + " gets a batch of " + batch.sizeBytes() + " bytes");
        }
        batch.frames().forEach(frame -> check.handed(WireFrame.read(frame.text())));
        if (!stalled && !closed && scene.faults.sendFails()) {
            completion.completed(new IOException("the socket broke"));
            lose();
            return;
        }
        Duration delay = scene.faults.sendDelay();
        if (!stalled && delay.isZero()) {
            completion.completed(null);
            return;
        }
        inFlight = completion;
        flightSince = scene.now();
        long mine = ++flight;
        if (!stalled) {
            scene.world.time().schedule(delay, () -> {
                if (mine == flight && !stalled) {
                    complete();
                }
            });
        }
    }

    private void complete() {
        Completion waiting = inFlight;
        inFlight = null;
        if (waiting != null) {
            waiting.completed(closed ? new IOException("the socket is closed") : null);
        }
    }

    /** The reader stops reading for a while. */
    void stall(Duration lasts) {
        stalled = true;
        scene.trace.note(check + " stalls for " + lasts);
        scene.world.time().schedule(lasts, this::unstall);
    }

    void unstall() {
        if (stalled) {
            stalled = false;
            complete();
        }
    }

    @Override
    public void ping() {
        if (!closed && !stalled) {
            TransportListener hears = listener;
            if (hears != null) {
                scene.world.time().schedule(Duration.ofMillis(10), () -> {
                    if (!closed && !stalled) {
                        hears.onPong();
                    }
                });
            }
        }
    }

    @Override
    public void close(int code, String reason) {
        scene.trace.note(check + " is closed " + code + " " + reason);
        if (code == CloseCode.SLOW_CONSUMER.code()) {
            scene.saw(Seen.SLOW_CONSUMER_CLOSED);
            long age = inFlight == null ? 0 : scene.now() - flightSince;
            if (age < scene.swarm.outbound.stallTimeout().toNanos()) {
                scene.verdict.broken("P9", check + " is closed as slow " + age / 1_000_000 + " ms into a send");
            }
        }
        if (!closed) {
            scene.later(Duration.ofMillis(scene.random.nextInt(20)), () -> {
                TransportListener hears = listener;
                if (hears != null) {
                    hears.onClosed(code);
                }
            });
        }
        end();
    }

    @Override
    public void abort() {
        scene.trace.note(check + " is aborted");
        end();
    }

    /** The client is gone without a word. */
    void lose() {
        TransportListener hears = listener;
        if (!closed && hears != null) {
            scene.trace.note(check + " is lost");
            hears.onClosed(1006);
            end();
        }
    }

    /** The client says goodbye. */
    void closeInOrder() {
        TransportListener hears = listener;
        if (!closed && hears != null) {
            scene.trace.note(check + " closes in order");
            hears.onClosed(1_000);
            end();
        }
    }

    private void end() {
        closed = true;
        check.ended();
        if (inFlight != null) {
            scene.world.time().schedule(Duration.ofMillis(5), this::complete);
        }
    }

    @Override
    public String path() {
        return "simulated";
    }

    void receive(String text) {
        TransportListener hears = listener;
        if (!closed && hears != null) {
            hears.onTextEnd(text);
        }
    }
}
