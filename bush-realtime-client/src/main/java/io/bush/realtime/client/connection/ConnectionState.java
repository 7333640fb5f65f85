package io.bush.realtime.client.connection;

/** How events arrive, if they do. A later version may add states, so a {@code switch} needs a {@code default}. */
public enum ConnectionState {
    /** Not connected, and not trying to be: not yet asked to, told not to, or given up. */
    DISCONNECTED,
    /** On the way to the first connection, perhaps not for the first time. */
    CONNECTING,
    /** The server has accepted the connection; events arrive at once. */
    CONNECTED,
    /** There was a connection and there will be another; what is missed meanwhile is caught up then. */
    RECONNECTING,
    /** No WebSocket gets through; events are fetched every few seconds, the WebSocket is tried from time to time. */
    POLLING
}
