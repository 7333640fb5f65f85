package io.bush.realtime.client.optimistic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A prediction that did not come true and is not shown any more. Thread safety: immutable, as far as the value is.
 *
 * @param operation what was tried
 * @param reason why it failed, to be shown
 * @param value what was shown; null for a removal
 * @param drafts answers to an entry that is gone; the list keeps them until they are discarded
 * @param <T> what the rows are
 */
public record Rollback<T>(
        Operation<T> operation, String reason, @Nullable T value, List<Draft> drafts) {

    /** Copies the list. */
    public Rollback {
        drafts = List.copyOf(drafts);
    }
}
