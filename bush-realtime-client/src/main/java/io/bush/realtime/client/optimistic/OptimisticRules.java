package io.bush.realtime.client.optimistic;

import java.util.Comparator;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link OptimisticList} has to know of its rows. Thread safety: immutable, as far as its parts are.
 *
 * @param id the server's id of a row
 * @param clientId the {@code client_id} a row was added with, if rows carry it, so that a freshly fetched list shows which
 *     additions it holds; returns null otherwise
 * @param order how confirmed rows are ordered; those still being added stand behind them
 * @param self the own user id, by which changes are recognised when they come back as events; null when unknown
 * @param random makes temporary ids; unpredictable, so that two clients never use the same
 * @param <T> what the rows are
 */
public record OptimisticRules<T>(
        Function<? super T, String> id,
        Function<? super T, @Nullable String> clientId,
        Comparator<? super T> order,
        @Nullable String self,
        RandomGenerator random) {

    /** Refuses absent parts. */
    public OptimisticRules {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(random, "random");
    }

    /**
     * Returns rules for rows that carry no {@code client_id}, without an own user.
     *
     * @param id the server's id of a row
     * @param order how confirmed rows are ordered
     * @param random makes temporary ids, for example a {@code SecureRandom}
     * @param <T> what the rows are
     * @return the rules
     */
    public static <T> OptimisticRules<T> of(
            Function<? super T, String> id, Comparator<? super T> order, RandomGenerator random) {
        return new OptimisticRules<>(id, row -> null, order, null, random);
    }

    /**
     * Returns these rules for rows that carry the {@code client_id} they were added with.
     *
     * @param read reads it; null when a row has none
     * @return the changed copy
     */
    public OptimisticRules<T> withClientId(Function<? super T, @Nullable String> read) {
        return new OptimisticRules<>(id, read, order, self, random);
    }

    /**
     * Returns these rules with the own user.
     *
     * @param userId the user id that the server's events name
     * @return the changed copy
     */
    public OptimisticRules<T> withSelf(String userId) {
        return new OptimisticRules<>(id, clientId, order, userId, random);
    }
}
