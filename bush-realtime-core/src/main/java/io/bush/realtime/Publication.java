package io.bush.realtime;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One event the application wants published, with its options. Publish after the change is committed: whoever hears of it
 * may read it at once. Thread safety: immutable, if its data are.
 */
public final class Publication {

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private final Channel channel;
    private final String event;
    private final @Nullable Object data;
    private final @Nullable Object guestData;
    private final EventType.Delivery delivery;
    private final @Nullable String conflationKey;
    private final @Nullable String userId;
    private final @Nullable String idempotencyKey;
    private final @Nullable String exceptConnection;
    private final @Nullable String exceptUser;

    private Publication(
            Channel channel,
            String event,
            @Nullable Object data,
            @Nullable Object guestData,
            EventType.Delivery delivery,
            @Nullable String conflationKey,
            @Nullable String userId,
            @Nullable String idempotencyKey,
            @Nullable String exceptConnection,
            @Nullable String exceptUser) {
        this.channel = Objects.requireNonNull(channel, "channel");
        this.event = Objects.requireNonNull(event, "event");
        this.data = data;
        this.guestData = guestData;
        this.delivery = delivery;
        this.conflationKey = conflationKey;
        this.userId = userId;
        this.idempotencyKey = idempotencyKey;
        this.exceptConnection = exceptConnection;
        this.exceptUser = exceptUser;
    }

    /**
     * An event of a known type.
     *
     * @param <T> the payload's class
     * @param channel where to
     * @param type the type: its delivery, conflation key and guest view apply
     * @param data the payload
     * @return the publication
     */
    public static <T> Publication of(Channel channel, EventType<T> type, T data) {
        return new Publication(
                channel,
                type.name(),
                data,
                type.guestView() == null ? null : type.guestView().apply(data),
                type.delivery(),
                type.conflationKey() == null ? null : type.conflationKey().apply(data),
                null,
                null,
                null,
                null);
    }

    /**
     * A durable event of any name that share guests do not see.
     *
     * @param channel where to
     * @param event the event's name
     * @param data anything the publisher's mapper can write as JSON
     * @return the publication
     */
    public static Publication of(Channel channel, String event, @Nullable Object data) {
        return new Publication(channel, event, data, null, EventType.Delivery.DURABLE, null, null, null, null, null);
    }

    /**
     * Returns this as a volatile event: not logged, no number.
     *
     * @param key a queued older event with this key is replaced; null never
     * @return the changed copy
     */
    public Publication asVolatile(@Nullable String key) {
        return new Publication(
                channel,
                event,
                data,
                guestData,
                EventType.Delivery.VOLATILE,
                key,
                userId,
                idempotencyKey,
                exceptConnection,
                exceptUser);
    }

    /**
     * Returns this with what share guests see.
     *
     * @param view anything the publisher's mapper can write; null hides the event from guests
     * @return the changed copy
     */
    public Publication guestView(@Nullable Object view) {
        return new Publication(
                channel,
                event,
                data,
                view,
                delivery,
                conflationKey,
                userId,
                idempotencyKey,
                exceptConnection,
                exceptUser);
    }

    /**
     * Returns this with the user who caused it.
     *
     * @param user a user id
     * @return the changed copy
     */
    public Publication by(String user) {
        return new Publication(
                channel,
                event,
                data,
                guestData,
                delivery,
                conflationKey,
                user,
                idempotencyKey,
                exceptConnection,
                exceptUser);
    }

    /**
     * Returns this with a key under which a repeated publish within 5 minutes yields one event. A natural key is the id of
     * the row that caused it. Has no effect on volatile events.
     *
     * @param key {@code [A-Za-z0-9_.:-]{1,128}}
     * @return the changed copy
     */
    public Publication idempotencyKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("idempotency key is \"" + key + "\", allowed: " + KEY);
        }
        return new Publication(
                channel, event, data, guestData, delivery, conflationKey, userId, key, exceptConnection, exceptUser);
    }

    /**
     * Returns this for everybody but one connection.
     *
     * @param connectionId the connection
     * @return the changed copy
     */
    public Publication exceptConnection(@Nullable String connectionId) {
        return new Publication(
                channel,
                event,
                data,
                guestData,
                delivery,
                conflationKey,
                userId,
                idempotencyKey,
                connectionId,
                exceptUser);
    }

    /**
     * Returns this for everybody but one user.
     *
     * @param user the user id
     * @return the changed copy
     */
    public Publication exceptUser(@Nullable String user) {
        return new Publication(
                channel,
                event,
                data,
                guestData,
                delivery,
                conflationKey,
                userId,
                idempotencyKey,
                exceptConnection,
                user);
    }

    /**
     * Returns where it goes.
     *
     * @return the channel
     */
    public Channel channel() {
        return channel;
    }

    /**
     * Returns the event's name.
     *
     * @return the name
     */
    public String event() {
        return event;
    }

    @Nullable
    Object data() {
        return data;
    }

    @Nullable
    Object guestData() {
        return guestData;
    }

    EventType.Delivery delivery() {
        return delivery;
    }

    @Nullable
    String conflationKey() {
        return conflationKey;
    }

    @Nullable
    String userId() {
        return userId;
    }

    @Nullable
    String idempotencyKey() {
        return idempotencyKey;
    }

    @Nullable
    String exceptConnection() {
        return exceptConnection;
    }

    @Nullable
    String exceptUser() {
        return exceptUser;
    }
}
