package io.bush.realtime.client.optimistic;

import org.jspecify.annotations.Nullable;

/**
 * One row of an {@link OptimisticList}, as it is shown. Thread safety: immutable, as far as the value is.
 *
 * @param key names the row for as long as it is shown: the server's id, or for what was added here the temporary id, which
 *     it keeps when it is confirmed, so that a view does not lose its selection
 * @param id the server's id; null while it is being added
 * @param value what to show
 * @param pending what the server has not confirmed yet
 * @param <T> what the rows are
 */
public record Entry<T>(String key, @Nullable String id, T value, Pending pending) {

    /** What the server has not confirmed yet. */
    public enum Pending {
        /** Nothing. */
        NOTHING,
        /** That it is there. */
        ADDING,
        /** What it says now. */
        CHANGING
    }
}
