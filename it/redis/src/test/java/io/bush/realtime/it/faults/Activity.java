package io.bush.realtime.it.faults;

/** What goes on while something is broken. */
enum Activity {
    /** Events are published under keys, and tried again until it is known what became of them. */
    PUBLISHING,
    /** Clients leave channels and ask for them again. */
    SUBSCRIBING,
    /** Clients lose their connections and come back, here or elsewhere, with their positions. */
    REPLAYING,
    /** Clients say what they do. */
    BEING_PRESENT,
    /** Clients lock, renew and unlock the same few comments, also with tokens of the past. */
    LOCKING,
    /** Users lose their access and get it back. */
    REVOKING
}
