package io.bush.realtime.jakarta.internal;

import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Transport;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sending half of one container socket. Containers call back inline, on another thread, twice or never; block in
 * close and ping; and tell of an end before, after or without the other side's answer. This makes one state of it:
 * {@code OPEN}, then {@code CLOSING}, then {@code ENDED}, and one thread at a time takes the next step.
 *
 * <p>Thread safety: safe for use by any thread; no lock is held while anything outside is called.
 */
public final class SocketTransport implements Transport {

    /** How long a write in flight may go on after a close, so that the close code can still follow it. */
    static final Duration GRACE = Duration.ofMillis(750);
    /** How long the other side may take to answer a close, and a container to notice a failed write. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(SocketTransport.class);

    private enum Phase {
        OPEN,
        CLOSING,
        ENDED
    }

    private enum Step {
        COMPLETE,
        START,
        PING,
        CLOSE,
        REST
    }

    private final SocketWriter writer;
    private final SocketThreads threads;
    private final IntConsumer lost;
    private final SocketEnd end;

    private Phase phase = Phase.OPEN;
    /** The send that is not completed yet. Guarded by this, like every field below. */
    private @Nullable Flight flight;
    /** A thread is taking steps; it sees whatever others change before it rests. */
    private boolean driving;
    /** A blocking ping is running; nothing else is written meanwhile. */
    private boolean pinging;

    private boolean pingWanted;
    private @Nullable CloseReason closeReason;
    private boolean closeCalled;
    private boolean graceOver;
    /**
     * Makes the sending half.
     *
     * @param session the container's socket
     * @param writers find out how to write to it
     * @param threads for calls that block
     * @param lost hears a close code when this gave the socket up; may be called although the container reports an end
     *     as well
     */
    public SocketTransport(Session session, WriterChoice writers, SocketThreads threads, IntConsumer lost) {
        this(session, writers.writer(session), threads, lost);
    }

    SocketTransport(Session session, SocketWriter writer, SocketThreads threads, IntConsumer lost) {
        this.writer = writer;
        this.threads = threads;
        this.lost = lost;
        this.end = new SocketEnd(session, threads, lost);
        threads.opened(this);
    }

    @Override
    public String path() {
        return writer.path();
    }

    @Override
    public void send(FrameBatch batch, Completion completion) {
        Throwable refused = null;
        synchronized (this) {
            if (phase != Phase.OPEN) {
                refused = new ClosedChannelException();
            } else if (flight != null) {
                refused = new IllegalStateException("a send is in flight");
            } else {
                flight = new Flight(batch, completion);
            }
        }
        if (refused == null) {
            drive();
        } else {
            completion.completed(refused);
        }
    }

    @Override
    public void ping() {
        synchronized (this) {
            pingWanted = true;
        }
        drive();
    }

    @Override
    public void close(int code, String reason) {
        synchronized (this) {
            if (phase != Phase.OPEN) {
                return;
            }
            phase = Phase.CLOSING;
            closeReason = new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason);
            if (flight != null || pinging) {
                end.watch(GRACE, this::endGrace);
            }
            end.begins();
        }
        drive();
    }

    @Override
    public void abort() {
        boolean over;
        synchronized (this) {
            over = phase == Phase.ENDED;
        }
        if (!over) {
            giveUp();
        }
    }

    /** Must be called when the container reports the end of its socket, however often it does. */
    public void ended() {
        threads.ended(this);
        synchronized (this) {
            phase = Phase.ENDED;
            failFlight();
        }
        end.reported();
        end.settled();
        drive();
    }

    /** The server stops: its container closes the socket, but a ping or write under way can keep it from telling. */
    void serverStops() {
        lost.accept(CloseReason.CloseCodes.GOING_AWAY.getCode());
        ended();
    }

    private void drive() {
        synchronized (this) {
            if (driving) {
                return;
            }
            driving = true;
        }
        while (true) {
            Flight current;
            Step step;
            synchronized (this) {
                current = flight;
                step = nextStep(current);
            }
            switch (step) {
                case COMPLETE -> complete(current);
                case START -> start(current);
                case PING -> startPing();
                case CLOSE -> startClose();
                case REST -> {
                    return;
                }
            }
        }
    }

    private Step nextStep(@Nullable Flight current) {
        if (current != null && current.done) {
            flight = null;
            return Step.COMPLETE;
        }
        boolean writing = current != null && current.started;
        if (pingWanted && phase == Phase.OPEN && !pinging && !(writing && writer.pingBlocks())) {
            pingWanted = false;
            pinging = writer.pingBlocks();
            return Step.PING;
        }
        if (current != null && !current.started && !pinging) {
            current.started = true;
            return Step.START;
        }
        if (phase == Phase.CLOSING && !closeCalled && (graceOver || (current == null && !pinging))) {
            closeCalled = true;
            return Step.CLOSE;
        }
        driving = false;
        return Step.REST;
    }

    private static void complete(@Nullable Flight current) {
        if (current == null) {
            return;
        }
        try {
            current.completion.completed(current.failure);
        } catch (RuntimeException broken) {
            // The next step must be taken whatever the caller's code does.
            LOG.error("a completion threw", broken);
        }
    }

    private void start(@Nullable Flight current) {
        if (current == null) {
            return;
        }
        try {
            writer.write(current.batch, current);
        } catch (RuntimeException | LinkageError refused) {
            current.written(refused);
        }
    }

    private void startPing() {
        if (!writer.pingBlocks()) {
            ping(writer);
        } else if (!threads.ping(this::pingOnItsThread)) {
            pinged();
        }
    }

    private void pingOnItsThread() {
        ping(writer);
        pinged();
        drive();
    }

    private synchronized void pinged() {
        pinging = false;
    }

    private void ping(SocketWriter through) {
        try {
            through.ping();
        } catch (IOException | RuntimeException | LinkageError broken) {
            failed();
        }
    }

    private void startClose() {
        CloseReason reason;
        boolean stuck;
        synchronized (this) {
            reason = closeReason;
            stuck = graceOver;
        }
        end.watch(PATIENCE, this::giveUp);
        if (stuck || reason == null || !closesAtOnce(reason)) {
            end.close(reason, this::giveUp);
        } else {
            end.settled();
        }
    }

    private boolean closesAtOnce(CloseReason reason) {
        try {
            return writer.close(reason.getCloseCode().getCode(), reason.getReasonPhrase());
        } catch (RuntimeException | LinkageError broken) {
            return false;
        }
    }

    private void endGrace() {
        synchronized (this) {
            graceOver = true;
            failFlight();
        }
        drive();
    }

    /**
     * The socket failed. The container knows the reason and should report the end, often with the other side's code and
     * after an answer to it; only then a failed write is told, so that nobody aborts meanwhile. If it does not report, the
     * socket is given up.
     */
    public synchronized void failed() {
        if (phase == Phase.OPEN) {
            phase = Phase.CLOSING;
            closeCalled = true;
            end.watch(PATIENCE, this::giveUp);
        }
    }

    private void giveUp() {
        threads.ended(this);
        synchronized (this) {
            phase = Phase.ENDED;
            failFlight();
        }
        end.drop();
        drive();
    }

    private void failFlight() {
        if (flight != null && !flight.done) {
            flight.started = true;
            flight.done = true;
            if (flight.failure == null) {
                flight.failure = new ClosedChannelException();
            }
        }
    }

    /** One batch on its way. Its mutable fields are guarded by the transport. */
    private final class Flight implements SocketWriter.Result {

        private final FrameBatch batch;
        private final Completion completion;
        private boolean started;
        /** Ready to be completed. */
        private boolean done;
        /** Set before {@code done} when a write failed: the end of the socket has to be known first. */
        private @Nullable Throwable failure;

        Flight(FrameBatch batch, Completion completion) {
            this.batch = batch;
            this.completion = completion;
        }

        @Override
        public void written(@Nullable Throwable cause) {
            synchronized (SocketTransport.this) {
                if (done || failure != null) {
                    return;
                }
                failure = cause;
                done = cause == null;
            }
            if (cause != null) {
                failed();
            }
            drive();
        }
    }
}
