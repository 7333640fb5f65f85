package io.bush.realtime.client.connection;

/** What to show people of a connection (contract §3.15, seed §8.3). */
public enum StatusLight {
    /** No connection is wanted; nothing to show. */
    OFF,
    /** Connected; nothing to show. */
    GREEN,
    /** On the way, since less than 30 s; a small sign. */
    YELLOW,
    /** Events come by polling: late, but they come. */
    ORANGE,
    /** Nothing has come for 30 s, or the client has given up: what people see may be old, tell them. */
    RED
}
