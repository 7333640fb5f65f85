package io.bush.realtime.simulation;

import io.bush.realtime.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/** Everything that happened, as one number; and the newest of it as text when somebody is going to read it. */
final class Trace {

    private static final int TAIL = 400;

    private final ManualTime time;
    private final boolean readable;
    private final Deque<String> tail = new ArrayDeque<>();
    private long hash = 0xcbf29ce484222325L;
    private long steps;

    Trace(ManualTime time, boolean readable) {
        this.time = time;
        this.readable = readable;
    }

    void note(int fingerprint, Supplier<String> text) {
        steps++;
        hash = (hash ^ fingerprint) * 0x100000001b3L;
        hash = (hash ^ elapsed()) * 0x100000001b3L;
        if (readable) {
            if (tail.size() == TAIL) {
                tail.removeFirst();
            }
            tail.addLast(String.format("%11.6f  %s", elapsed() / 1e9, text.get()));
        }
    }

    void note(String text) {
        note(text.hashCode(), () -> text);
    }

    private long elapsed() {
        return Duration.between(ManualTime.START, time.wallTime()).toNanos();
    }

    long hash() {
        return hash;
    }

    long steps() {
        return steps;
    }

    List<String> tail() {
        return List.copyOf(tail);
    }
}
