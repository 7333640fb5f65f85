package io.bush.realtime.simulation;

/** Bounds on a healed network, in nanoseconds: where a promise ends, and what the wires add. */
final class Pace {

    /** A question and its answer, and an announcement, of at most 10 ms each, on a grid of at most 50 ms. */
    static final long WIRES = 400_000_000L;

    /** A lease that has run out is announced within 5 s. */
    static final long SWEEP_PRESENCE = 5_000_000_000L + WIRES;

    /** A loss is found within the head check's period, then the log is read. */
    static final long HEAD_CHECK = 2_000_000_000L + WIRES;

    /** What found no room is read from the log at once, in pages. */
    static final long OVERFLOW = 2 * WIRES;

    /** A lock whose time is over is announced within 2 s. */
    static final long SWEEP_LOCKS = 2_000_000_000L + WIRES;

    private Pace() {}
}
