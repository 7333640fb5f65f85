package io.bush.realtime.internal.action;

import io.bush.realtime.internal.sideband.LockNews;

/** What goes with a connection's part in a channel hears here when that part changes. On the connection's lane. */
interface SlotListener {

    /** How a subscription ended. */
    enum Leaving {
        /** The client gave it up. */
        UNSUBSCRIBED,
        /** Access is gone; the client has not been told yet. */
        REVOKED,
        /** The channel is no more; the client has been told. */
        CHANNEL_CLOSED,
        /** The connection was closed in order, or the client sent away. */
        CLOSED,
        /** The connection dropped, or the client was asked to come back. */
        DROPPED
    }

    /** The confirmed subscription ends: called once for it, before the client is told. */
    void leaving(Slot slot, Leaving how);

    /** A grant is in force: the first one, or one that may give other rights. */
    void granted(Slot slot);

    /** The back end says something of locks that the connection may hold. */
    void onLocks(LockNews news);
}
