package io.bush.realtime.client.connection;

/** Where the token travels (contract §3.1). Never in the URL, which ends up in logs. */
public enum TokenPlacement {
    /** In the handshake, as {@code Authorization: Bearer}. */
    AUTHORIZATION_HEADER,
    /** In the first message, for proxies that strip the header. */
    FIRST_MESSAGE
}
