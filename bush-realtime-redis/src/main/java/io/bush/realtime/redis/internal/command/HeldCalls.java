package io.bush.realtime.redis.internal.command;

import io.bush.realtime.redis.internal.topology.Session;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for a connection while it is made anew, in the order they came: a connection that broke for a moment fails
 * nobody. Thread safety: safe for use by any thread.
 */
final class HeldCalls {

    private final Supplier<@Nullable Session> session;
    private final BiConsumer<Session, Call> send;
    /** Guarded by this. */
    private final Queue<Call> waiting = new ArrayDeque<>();
    /** Whether anybody waits. Written under this, read without, because almost always nobody does. */
    private volatile boolean holding;

    HeldCalls(Supplier<@Nullable Session> session, BiConsumer<Session, Call> send) {
        this.session = session;
        this.send = send;
    }

    /** Sends a call, or keeps it while there is no connection or others wait for one. */
    void sendOrHold(Call call) {
        Session present = session.get();
        if (present != null && !holding) {
            send.accept(present, call);
            return;
        }
        synchronized (this) {
            waiting.add(call);
            holding = true;
        }
        // The connection may have come before this call was in the queue.
        sendAll();
    }

    /** Sends what waits, as long as there is a connection. Under the monitor, so that nobody overtakes. */
    synchronized void sendAll() {
        Session present = session.get();
        while (present != null && !waiting.isEmpty()) {
            send.accept(present, waiting.remove());
            present = session.get();
        }
        holding = !waiting.isEmpty();
    }

    synchronized void dropWhatIsOver() {
        waiting.removeIf(Call::isOver);
        holding = !waiting.isEmpty();
    }
}
