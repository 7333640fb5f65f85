package io.bush.realtime.client.channel;

/**
 * Receives the events of one name. Runs on the client's handler executor; the handlers of one channel run one at a time,
 * in the order of the events.
 *
 * @param <T> what the event's data is read as
 */
@FunctionalInterface
public interface EventHandler<T> {

    /**
     * Handles an event. What it throws goes to {@code ClientListener.handlerFailed}; the next handler and the next event
     * follow regardless.
     *
     * @param data the event's data
     * @param event the whole event
     * @throws Exception to report a failure
     */
    void handle(T data, ReceivedEvent event) throws Exception;
}
