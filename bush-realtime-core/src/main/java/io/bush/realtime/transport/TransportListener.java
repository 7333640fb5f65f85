package io.bush.realtime.transport;

/**
 * The receiving half of one socket: what an adapter tells the connection. Calls for one socket come one at a time, in
 * order; none may come after {@link #onClosed}. No method blocks, throws or runs user code on the caller's thread. Thread
 * safety: any thread, one at a time.
 */
public interface TransportListener {

    /**
     * A part of a text message that goes on. The connection counts bytes itself; adapters hand over every part, however
     * much there is.
     *
     * @param part the next characters
     */
    void onTextPart(String part);

    /**
     * The last, or only, part of a text message.
     *
     * @param part the last characters
     */
    void onTextEnd(String part);

    /** A binary message came, which the protocol does not have. Its content is not looked at. */
    void onBinary();

    /** A WebSocket pong came. */
    void onPong();

    /**
     * The socket is gone: closed by the peer, or lost. Comes once for every socket, also after {@link Transport#close} and
     * {@link Transport#abort}: who drains a node waits for it.
     *
     * @param code the peer's close code; 1006 when there was none
     */
    void onClosed(int code);
}
