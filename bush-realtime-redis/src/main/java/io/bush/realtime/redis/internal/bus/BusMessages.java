package io.bush.realtime.redis.internal.bus;

/**
 * Hands the messages of a channel's bus to who understands them. The first byte of a message says its kind: {@code e} a
 * durable event, {@code v} a volatile event, {@code s} a signal, {@code p} presence, {@code l} a lock, {@code n} begun
 * anew. A kind nobody handles is dropped, so that a newer node can say more. Thread safety: any thread.
 */
public interface BusMessages {

    /**
     * Sets who handles a kind. Once for each kind, before anything is subscribed.
     *
     * @param kind the kind byte, ASCII
     * @param handler takes the messages
     * @throws IllegalStateException when the kind has a handler
     */
    void handle(char kind, BusMessageHandler handler);
}
