package io.bush.realtime.client.connection;

/** Whether events can arrive. A later version may add states, so a {@code switch} needs a {@code default}. */
public enum ConnectionState {
    /** Not connected, and not trying to be. */
    DISCONNECTED,
    /** On the way: fetching a token, opening the socket or waiting for {@code connection.established}. */
    CONNECTING,
    /** The server has accepted the connection. */
    CONNECTED
}
