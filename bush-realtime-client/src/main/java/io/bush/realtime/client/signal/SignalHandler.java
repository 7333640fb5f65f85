package io.bush.realtime.client.signal;

/**
 * Receives the signals of one name. Runs like the handlers of the channel, one at a time.
 *
 * @param <T> what the signal's data is read as
 */
@FunctionalInterface
public interface SignalHandler<T> {

    /**
     * Handles a signal. What it throws goes to {@code ClientListener.handlerFailed}; the next handler and the next signal
     * follow regardless.
     *
     * @param data the signal's data
     * @param signal the whole signal
     * @throws Exception to report a failure
     */
    void handle(T data, Signal signal) throws Exception;
}
