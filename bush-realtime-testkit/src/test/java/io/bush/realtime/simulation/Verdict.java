package io.bush.realtime.simulation;

import org.jspecify.annotations.Nullable;

/** The first broken promise of a history. Kept instead of thrown, because the engine catches what is thrown into it. */
final class Verdict {

    private final Trace trace;
    private @Nullable String broken;

    Verdict(Trace trace) {
        this.trace = trace;
    }

    void broken(String promise, String what) {
        if (broken == null) {
            broken = promise + ": " + what;
            trace.note("BROKEN " + broken);
        }
    }

    boolean kept() {
        return broken == null;
    }

    @Nullable
    String what() {
        return broken;
    }
}
