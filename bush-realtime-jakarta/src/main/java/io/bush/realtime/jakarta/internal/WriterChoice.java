package io.bush.realtime.jakarta.internal;

import jakarta.websocket.Session;

/** Finds the way to write to a socket. Thread safety: safe for use by any thread. */
public final class WriterChoice {

    /** The highest rung still to be tried; only ever falls. */
    private volatile Rung highest;

    /**
     * Makes a choice.
     *
     * @param highest the highest rung to try
     */
    public WriterChoice(Rung highest) {
        this.highest = highest;
    }

    /**
     * Binds a writer to a socket.
     *
     * @param session the container's socket
     * @return its writer
     */
    SocketWriter writer(Session session) {
        if (highest != Rung.PORTABLE) {
            highest = Rung.PORTABLE;
        }
        return new PortableWriter(session.getAsyncRemote());
    }
}
