package io.bush.realtime.client.optimistic;

/**
 * Hears what happens to an {@link OptimisticList}: on the list's own thread, inside the call that caused it, when the list is
 * consistent again. May change the list.
 *
 * @param <T> what the rows are
 */
public interface ListListener<T> {

    /** What is to be shown changed. */
    default void changed() {}

    /**
     * A prediction failed.
     *
     * @param rollback what and why
     */
    default void rolledBack(Rollback<T> rollback) {}
}
