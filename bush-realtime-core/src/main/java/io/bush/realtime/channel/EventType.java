package io.bush.realtime.channel;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of event with a typed payload: its name, whether it is logged, how it is conflated and what guests see of it
 * (contract §3.3, §3.8). Thread safety: immutable, if its functions are.
 *
 * @param <T> the payload's class, written as JSON
 * @param name the event's name on the wire
 * @param payloadClass the class of the payload
 * @param delivery durable (logged, numbered, replayable) or volatile
 * @param conflationKey for volatile events: the key from a payload; null for none
 * @param guestView what share guests see, from the payload; a function that returns null, or no function, hides the event
 *     from them
 */
public record EventType<T>(
        String name,
        Class<T> payloadClass,
        Delivery delivery,
        @Nullable Function<T, String> conflationKey,
        @Nullable Function<T, @Nullable Object> guestView) {

    /** Whether an event can be missed. */
    public enum Delivery {
        /** Logged, numbered, replayable. */
        DURABLE,
        /** Not logged, no number, may be conflated or dropped. */
        VOLATILE
    }

    /** Refuses absent parts. */
    public EventType {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(payloadClass, "payloadClass");
        Objects.requireNonNull(delivery, "delivery");
    }

    /**
     * Returns a durable type that guests do not see.
     *
     * @param <T> the payload's class
     * @param name the event's name
     * @param payloadClass the payload's class
     * @return the type
     */
    public static <T> EventType<T> durable(String name, Class<T> payloadClass) {
        return new EventType<>(name, payloadClass, Delivery.DURABLE, null, null);
    }

    /**
     * Returns a volatile type that guests do not see.
     *
     * @param <T> the payload's class
     * @param name the event's name
     * @param payloadClass the payload's class
     * @param conflationKey gives the key under which a newer event replaces a queued older one
     * @return the type
     */
    public static <T> EventType<T> volatileType(String name, Class<T> payloadClass, Function<T, String> conflationKey) {
        return new EventType<>(name, payloadClass, Delivery.VOLATILE, conflationKey, null);
    }

    /**
     * Returns this type with a view for guests.
     *
     * @param view what guests see of a payload; may return null to hide one event
     * @return the changed copy
     */
    public EventType<T> withGuestView(Function<T, @Nullable Object> view) {
        return new EventType<>(name, payloadClass, delivery, conflationKey, view);
    }
}
