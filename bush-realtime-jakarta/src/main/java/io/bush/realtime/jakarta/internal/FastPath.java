package io.bush.realtime.jakarta.internal;

import jakarta.websocket.Session;

/**
 * The seam to a container's own, faster way to write. Anything it throws means that it does not work here; that is why a
 * linkage error is as good an answer as another. Thread safety: safe for use by any thread.
 */
interface FastPath {

    /**
     * Tries a rung without a client.
     *
     * @param rung not the portable one
     * @return whether it writes what it should
     */
    boolean works(Rung rung);

    /**
     * Tells whether a socket is this container's.
     *
     * @param session the container's socket
     * @return true when {@link #bind} can be tried
     */
    boolean knows(Session session);

    /**
     * Binds a writer to a socket.
     *
     * @param session the container's socket
     * @param highest the highest rung to use
     * @return the writer
     * @throws ReflectiveOperationException when the container does not look as expected
     */
    SocketWriter bind(Session session, Rung highest) throws ReflectiveOperationException;

    /** Jetty's. Names no class of Jetty's, so that it loads everywhere; the classes it calls need not. */
    FastPath JETTY = new FastPath() {
        @Override
        public boolean works(Rung rung) {
            return JettyProbe.works(rung);
        }

        @Override
        public boolean knows(Session session) {
            return session.getClass().getName().startsWith("org.eclipse.jetty.");
        }

        @Override
        public SocketWriter bind(Session session, Rung highest) throws ReflectiveOperationException {
            return JettyWriter.bind(session, highest);
        }
    };
}
