package io.bush.realtime.eventlog;

/**
 * How much one read of the log may return. Thread safety: immutable.
 *
 * @param maxEvents at least 1
 * @param maxBytes at least 1; sizes are those of {@code EventContent.sizeBytes}. A page holds at least one event whatever
 *     its size
 * @param overflow what to answer when more is missing
 */
public record ReadLimit(int maxEvents, int maxBytes, Overflow overflow) {

    /** What to answer when more is missing than fits. */
    public enum Overflow {
        /** The first events that fit; the reader comes again. */
        PAGE,
        /** {@link ResetReason#REPLAY_TOO_LARGE}. */
        REFUSE
    }

    /** A first replay: whole or not at all, 1,000 events and 1 MiB (contract §3.14). */
    public static final ReadLimit WHOLE = new ReadLimit(1_000, 1 << 20, Overflow.REFUSE);

    /** A page for a reader that catches up: 250 events and 256 KiB. */
    public static final ReadLimit PAGE = new ReadLimit(250, 1 << 18, Overflow.PAGE);

    /** Refuses limits below 1. */
    public ReadLimit {
        if (maxEvents < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("read limit is " + maxEvents + " events, " + maxBytes + " bytes");
        }
    }
}
