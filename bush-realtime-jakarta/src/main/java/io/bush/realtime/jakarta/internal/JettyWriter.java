package io.bush.realtime.jakarta.internal;

import io.bush.realtime.transport.FrameBatch;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Writes through Jetty's own session, below the standard API: the bytes every connection shares, a batch in one write,
 * and pings that wait for nothing. Linked only where Jetty is; {@link WriterChoice} guards that. Thread safety: as
 * {@link SocketWriter}.
 */
final class JettyWriter implements SocketWriter {

    private final CoreSession session;
    private final Rung rung;
    /** A ping has not been written yet, so there is no use in a second one. Any thread. */
    private volatile boolean pingInFlight;

    /**
     * Makes a writer.
     *
     * @param session Jetty's session
     * @param highest the highest rung to use; a connection with an extension gets no higher than frames
     */
    JettyWriter(CoreSession session, Rung highest) {
        this.session = session;
        this.rung = session.getNegotiatedExtensions().isEmpty() ? highest : Rung.JETTY_BATCH;
    }

    /**
     * Binds a writer to a socket of ee10, ee11 or whatever comes next: they differ in the package only.
     *
     * @param session the container's socket
     * @param highest the highest rung to use
     * @return the writer
     * @throws ReflectiveOperationException when this is not a session of Jetty's
     */
    static SocketWriter bind(Session session, Rung highest) throws ReflectiveOperationException {
        Object core = session.getClass().getMethod("getCoreSession").invoke(session);
        if (core instanceof CoreSession known) {
            return new JettyWriter(known, highest);
        }
        throw new ReflectiveOperationException(session.getClass() + " has no core session");
    }

    @Override
    public String path() {
        return rung.path();
    }

    @Override
    public void write(FrameBatch batch, Result result) {
        List<io.bush.realtime.protocol.Frame> frames = batch.frames();
        int first = frames.get(0).sizeBytes();
        if (frames.size() == 1) {
            Outgoing whole = new Outgoing(frames.get(0).buffer(), first, result);
            session.sendFrame(whole, whole, false);
        } else if (rung == Rung.JETTY_WIRE && !isFragmented(first)) {
            ByteBuffer wire = batch.wire();
            wire.position(FrameBatch.headerBytes(first));
            Outgoing whole = new Outgoing(wire, first, result);
            session.sendFrame(whole, whole, false);
        } else {
            Together all = new Together(frames.size(), result);
            for (int i = 0; i < frames.size(); i++) {
                session.sendFrame(new Frame(OpCode.TEXT, frames.get(i).buffer()), all, i + 1 < frames.size());
            }
        }
    }

    private boolean isFragmented(int length) {
        long most = session.getMaxFrameSize();
        return most > 0 && length > most;
    }

    @Override
    public void ping() {
        if (!pingInFlight) {
            pingInFlight = true;
            session.sendFrame(new Frame(OpCode.PING), Callback.from(this::pinged), false);
        }
    }

    private void pinged() {
        pingInFlight = false;
    }

    @Override
    public boolean pingBlocks() {
        return false;
    }

    @Override
    public boolean close(int code, String reason) {
        session.close(code, reason, Callback.NOOP);
        return true;
    }

    /**
     * A frame that may be the first of several: Jetty writes the header by {@link #getPayloadLength} and then the whole
     * buffer, which goes on with the complete frames that follow. Its own callback, to save an object.
     */
    private static final class Outgoing extends Frame implements Callback {

        private final int firstLength;
        private final Result result;

        Outgoing(ByteBuffer rest, int firstLength, Result result) {
            super(OpCode.TEXT, rest);
            this.firstLength = firstLength;
            this.result = result;
        }

        @Override
        public int getPayloadLength() {
            return firstLength;
        }

        @Override
        public void succeeded() {
            result.written(null);
        }

        @Override
        public void failed(Throwable cause) {
            result.written(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    /** Hears of all frames of a batch; the first failure is the batch's. */
    private static final class Together extends AtomicInteger implements Callback {

        private static final long serialVersionUID = 1;

        private final transient Result result;

        Together(int frames, Result result) {
            super(frames);
            this.result = result;
        }

        @Override
        public void succeeded() {
            if (decrementAndGet() == 0) {
                result.written(null);
            }
        }

        @Override
        public void failed(Throwable cause) {
            result.written(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
