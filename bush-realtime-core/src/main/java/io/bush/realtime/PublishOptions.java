package io.bush.realtime;

import org.jspecify.annotations.Nullable;

/**
 * What can be said of a catalogued event besides its data. Thread safety: immutable.
 *
 * @param userId who caused it; null when nobody is to be named
 * @param idempotencyKey a repeated publish under this key within 5 minutes yields one event in each channel; null for none
 * @param exceptConnection a connection that must not get it; null for none
 */
public record PublishOptions(
        @Nullable String userId,
        @Nullable String idempotencyKey,
        @Nullable String exceptConnection) {

    /** Nothing besides the data. */
    public static final PublishOptions NONE = new PublishOptions(null, null, null);

    /**
     * Returns the options of an event that a user caused.
     *
     * @param userId who
     * @return the options
     */
    public static PublishOptions by(String userId) {
        return new PublishOptions(userId, null, null);
    }

    /**
     * Returns this with an idempotency key; a natural one is the id of the row that caused the event.
     *
     * @param key {@code [A-Za-z0-9_.:-]{1,128}}
     * @return the changed copy
     */
    public PublishOptions withIdempotencyKey(String key) {
        return new PublishOptions(userId, key, exceptConnection);
    }

    /**
     * Returns this for everybody but one connection, as a rule the one whose request caused the event.
     *
     * @param connectionId which
     * @return the changed copy
     */
    public PublishOptions withExceptConnection(String connectionId) {
        return new PublishOptions(userId, idempotencyKey, connectionId);
    }

    Publication apply(Publication plain) {
        Publication publication = plain.exceptConnection(exceptConnection);
        if (userId != null) {
            publication = publication.by(userId);
        }
        return idempotencyKey == null ? publication : publication.idempotencyKey(idempotencyKey);
    }
}
