package io.bush.realtime.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Things that arrive in the order in which they were sent, each after a while. */
final class SimPipe {

    private final Scene scene;
    private final Supplier<Duration> delay;
    private final Deque<Runnable> underWay = new ArrayDeque<>();
    private long last;

    SimPipe(Scene scene, Supplier<Duration> delay) {
        this.scene = scene;
        this.delay = delay;
    }

    void send(Runnable effect) {
        long at = Math.max(last, scene.now() + delay.get().toNanos());
        last = at;
        if (at == scene.now() && underWay.isEmpty()) {
            effect.run();
            return;
        }
        underWay.addLast(effect);
        // Whichever of several that are due comes first brings the oldest.
        scene.later(
                Duration.ofNanos(Math.max(1, at - scene.now())),
                () -> underWay.removeFirst().run());
    }
}
