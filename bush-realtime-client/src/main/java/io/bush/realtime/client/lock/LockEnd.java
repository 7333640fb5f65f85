package io.bush.realtime.client.lock;

/** How a lock ended. */
public enum LockEnd {
    /** It was given back: by itself, or with the subscription or the connection that was ended in order. */
    RELEASED,
    /** The same user locked it over another connection. */
    TAKEN_OVER,
    /** It was not renewed in time, or nobody could say that it was. */
    EXPIRED,
    /** The right to it, or the subscription, is gone. */
    REVOKED
}
