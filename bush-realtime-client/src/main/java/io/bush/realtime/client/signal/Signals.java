package io.bush.realtime.client.signal;

import io.bush.realtime.client.channel.Registration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The signals of one channel: what is so at this moment, told to whoever is there and kept nowhere (contract §2, §3.8).
 *
 * <p>Sending never waits and nothing is kept for later: what cannot leave within {@link #STALE_AFTER_MILLIS} is dropped, and all
 * of it while there is no connection on which the subscription is confirmed. Of each name the newest is sent, evenly and so
 * often that the server never refuses one: five times a second if it allows ten. A name that was quiet leaves at once.
 *
 * <p>Thread safety: safe for use by any thread. Handlers run like those of the channel, one at a time and in order with them.
 */
public interface Signals {

    /** How many bytes the data may have, as JSON without white space. */
    int MAX_DATA_BYTES = 1_024;

    /** How old a signal may be when it leaves, in milliseconds. */
    int STALE_AFTER_MILLIS = 2_000;

    /**
     * Tells everybody else in the channel. What the server refuses is told to {@code ClientListener.serverError}; where it
     * does so for good (no signals there, no right to them, too many subscribers) the next half minute's are not even sent.
     *
     * @param event its name, at most 64 characters: parts of {@code a-z}, {@code 0-9} and {@code _} with dots between them
     * @param data written as JSON by the client's {@code ObjectMapper}; null for JSON's null
     * @throws IllegalArgumentException if that is no name, or the data cannot be written or has more than {@link
     *     #MAX_DATA_BYTES}
     */
    void send(String event, @Nullable Object data);

    /**
     * Adds a handler for the signals of one name, with their data read as a type by the client's {@code ObjectMapper}. Data
     * that cannot be read counts as a failure of the handler.
     *
     * @param event the exact name, for example {@code user.typing}
     * @param type what to read the data as
     * @param handler what to call
     * @param <T> what the data is read as
     * @return takes the handler away again
     */
    <T> Registration on(String event, Class<T> type, SignalHandler<? super T> handler);

    /**
     * Adds a handler for every signal.
     *
     * @param handler what to call
     * @return takes the handler away again
     */
    Registration onSignal(Consumer<? super Signal> handler);
}
