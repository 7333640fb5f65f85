package io.bush.realtime.jakarta.internal;

import jakarta.websocket.Session;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the fastest way to write that works here, and never tries again what did not. Thread safety: safe for use by any
 * thread.
 */
public final class WriterChoice {

    private static final Logger LOG = LoggerFactory.getLogger(WriterChoice.class);

    /** The ways that the log has, for the log alone: an application has many entries, and the same is true of all. Only grows. */
    private static final Set<Rung> SAID = ConcurrentHashMap.newKeySet();

    private final FastPath fast;
    /** The highest rung that works, as far as is known; only ever falls. */
    private volatile Rung highest;

    /**
     * Tries the rungs from the highest down.
     *
     * @param highest the highest rung to try
     */
    public WriterChoice(Rung highest) {
        this(highest, FastPath.JETTY);
    }

    WriterChoice(Rung highest, FastPath fast) {
        Rung rung = highest;
        while (rung != Rung.PORTABLE && !works(rung, fast)) {
            rung = rung.below();
        }
        this.highest = rung;
        this.fast = fast;
        if (SAID.add(rung)) {
            LOG.info("sockets are written to by {}", rung.path());
        } else {
            LOG.debug("sockets of one more entry are written to by {}", rung.path());
        }
    }

    private static boolean works(Rung rung, FastPath fast) {
        try {
            boolean works = fast.works(rung);
            if (!works) {
                LOG.warn("{} is not used: this container writes something else", rung.path());
            }
            return works;
        } catch (LinkageError otherContainer) {
            LOG.debug("{} is not used: {}", rung.path(), otherContainer.toString());
            return false;
        } catch (RuntimeException broken) {
            LOG.warn("{} is not used", rung.path(), broken);
            return false;
        }
    }

    /**
     * Binds a writer to a socket.
     *
     * @param session the container's socket
     * @return its writer
     */
    SocketWriter writer(Session session) {
        Rung rung = highest;
        if (rung != Rung.PORTABLE && fast.knows(session)) {
            try {
                return fast.bind(session, rung);
            } catch (LinkageError | ReflectiveOperationException | RuntimeException broken) {
                highest = Rung.PORTABLE;
                LOG.warn("sockets are written to by {} from here on", Rung.PORTABLE.path(), broken);
            }
        }
        return new PortableWriter(session.getAsyncRemote());
    }
}
