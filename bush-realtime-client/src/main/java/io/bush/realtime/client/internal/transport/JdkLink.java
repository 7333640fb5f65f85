package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Scheduler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One socket of the JDK, which takes one message at a time and never times out a close: so it has a queue here, and a
 * deadline. Thread safety: for the lane only, but for what says otherwise.
 */
final class JdkLink implements ClientTransport.Link {

    /** The client's own messages are few and small; more than this waiting means that the socket is stuck. */
    private static final int MAX_QUEUED_CHARS = 4 * 1024 * 1024;

    private final ClientTransport.Listener listener;
    private final Executor lane;
    private final Scheduler scheduler;
    private final Duration closeTimeout;

    private final Queue<String> queue = new ArrayDeque<>();
    /** Size of the queue. */
    private int queuedChars;
    /** Calls the handshake off, if it is still under way after a while. */
    private Runnable handshakeOff = () -> {};
    /** The open socket; null before. */
    private @Nullable WebSocket socket;
    /** Whether the JDK has a message of ours, or failed with one. */
    private boolean sending;
    /** With which code to close as soon as the queue is empty; 0 while nobody wants to. */
    private int closeCode;
    /** Calls off the end of our patience with a close, or with a reader that has not heard of it; null while there is none. */
    private Scheduler.@Nullable Cancellable patience;
    /** Whether the listener has heard of the end, or must not; written on the lane, read by any thread. */
    private volatile boolean done;

    JdkLink(ClientTransport.Listener listener, Executor lane, Scheduler scheduler, Duration closeTimeout) {
        this.listener = listener;
        this.lane = lane;
        this.scheduler = scheduler;
        this.closeTimeout = closeTimeout;
    }

    /**
     * It is given time to come to its end: called off in the moment of the answer, the JDK leaves a connection open that nobody
     * knows; as a socket it can be dropped. An answer without an end it would wait for without one.
     */
    void handshake(CompletableFuture<WebSocket> underWay) {
        handshakeOff = () -> {
            if (!underWay.isDone()) {
                scheduler.schedule(closeTimeout, () -> underWay.cancel(true));
            }
        };
    }

    /** Whether nobody wants the socket any more: any thread. */
    boolean isOver() {
        return done;
    }

    void attach(WebSocket opened) {
        socket = opened;
        handshakeOff = () -> {};
        if (done) {
            opened.abort();
        } else {
            pump();
        }
    }

    @Override
    public void send(String text) {
        if (done || closeCode != 0) {
            return;
        }
        queuedChars += text.length();
        queue.add(text);
        if (queuedChars > MAX_QUEUED_CHARS) {
            end(ConnectionException.of(Reason.LOST, "the socket has stopped taking messages", null));
        } else {
            pump();
        }
    }

    @Override
    public void close(int code) {
        if (done || closeCode != 0) {
            return;
        }
        closeCode = code;
        if (socket == null) {
            end(ConnectionException.of(Reason.CLOSED, "closed before it was open", null));
            return;
        }
        if (patience == null) {
            within(ConnectionException.of(Reason.LOST, "the server did not answer the close in time", null));
        }
        pump();
    }

    /** Ends the link so when nothing else does in time. */
    private void within(ConnectionException cause) {
        patience = scheduler.schedule(closeTimeout, () -> lane.execute(() -> end(cause)));
    }

    @Override
    public void abort() {
        done = true;
        queue.clear();
        if (patience != null) {
            patience.cancel();
        }
        if (socket != null) {
            socket.abort();
        } else {
            handshakeOff.run();
        }
    }

    void closedByServer(int code, String reason) {
        WebSocket open = socket;
        if (open != null && closeCode == 0) {
            // The JDK answers the close once its listener has returned; dropping the socket now could come first.
            socket = null;
            scheduler.schedule(closeTimeout, open::abort);
        }
        end(ConnectionException.closed(code, reason));
    }

    void lost(Throwable failure) {
        end(loss(failure));
    }

    private static ConnectionException loss(Throwable failure) {
        String message = failure.getMessage();
        return ConnectionException.of(
                Reason.LOST, "the connection was lost" + (message == null ? "" : ": " + message), failure);
    }

    void end(ConnectionException cause) {
        if (!done) {
            abort();
            listener.ended(cause);
        }
    }

    private void pump() {
        WebSocket open = socket;
        if (open == null || sending || done) {
            return;
        }
        String next = queue.poll();
        if (next != null) {
            queuedChars -= next.length();
            sending = true;
            var unused = open.sendText(next, true).whenComplete((it, failure) -> lane.execute(() -> sent(failure)));
        } else if (closeCode != 0) {
            sending = true;
            var unused = open.sendClose(closeCode, "").whenComplete((it, failure) -> {
                if (failure != null) {
                    lane.execute(() -> lost(failure));
                }
            });
        }
    }

    /**
     * A send may see the end of the connection before the reader has come to it, who may have the server's last words still to
     * read, and why it closed: the end is the reader's to tell, if he does.
     */
    private void sent(@Nullable Throwable failure) {
        if (failure == null) {
            sending = false;
            pump();
        } else if (!done && patience == null) {
            within(loss(failure));
        }
    }
}
