package io.bush.realtime.testkit.history;

/**
 * A world that goes the same way each time it is given the same seed.
 *
 * <p>Thread safety: several histories are told at a time, each on one thread.
 *
 * @param <S> what may be seen in it
 */
@FunctionalInterface
public interface Story<S extends Enum<S>> {

    /** How much is remembered of a history. */
    enum Detail {
        /** What came of it. */
        OUTCOME,
        /** Also the lines that a person reads to understand it. */
        LINES
    }

    /**
     * Tells one history to its end.
     *
     * @param seed what it is drawn from
     * @param detail how much is remembered
     * @return what came of it
     */
    Outcome<S> tell(long seed, Detail detail);
}
