package io.bush.realtime.client.internal.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.call.CallException.Outcome;
import io.bush.realtime.client.call.CallException.Reason;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Outbox;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls that have no answer yet, in the order in which they were made: they wait for a connection, leave on it, and
 * those that may be repeated leave again on the next. Thread safety: for the lane only.
 */
public final class CallQueue {

    /** How many may be under way on one connection; the server refuses more (contract §3.20). */
    private static final int UNDER_WAY = 16;

    private final Parts parts;
    private final Set<PendingCall> calls = new LinkedHashSet<>();
    /** Where calls leave; null while there is no connection. */
    private @Nullable Outbox outbox;
    /** Why a new call fails at once; null while it may wait. */
    private @Nullable Reason refusal = Reason.NOT_CONNECTED;

    /**
     * Makes an empty queue, that refuses calls until a connection is wanted.
     *
     * @param parts of the client
     */
    public CallQueue(Parts parts) {
        this.parts = parts;
    }

    /**
     * Makes a call.
     *
     * @param method what
     * @param params with what
     * @param options how
     * @param result gets the answer; completed on the handler executor
     */
    public void call(String method, JsonNode params, CallOptions options, CompletableFuture<JsonNode> result) {
        PendingCall call = new PendingCall(parts, this, method, params, options, result);
        if (refusal != null) {
            call.fail(
                    refusal,
                    Outcome.NOT_DONE,
                    refusal == Reason.CLOSED
                            ? "the client is closed"
                            : "the client is not connected and does not try to be");
        } else if (calls.size() >= parts.settings().limits().calls()) {
            call.fail(Reason.QUEUE_FULL, Outcome.NOT_DONE, calls.size() + " calls wait already, allowed: as many");
        } else {
            calls.add(call);
            call.begin();
            pump();
        }
    }

    /** A connection is wanted, so calls may wait for it. */
    public void wanted() {
        refusal = null;
    }

    /**
     * There is a connection.
     *
     * @param open where calls leave now
     */
    public void opened(Outbox open) {
        outbox = open;
        pump();
    }

    /** The connection is gone; what it had was told so. */
    public void interrupted() {
        outbox = null;
    }

    /**
     * Nobody wants a connection any more.
     *
     * @param why {@link Reason#NOT_CONNECTED} or {@link Reason#CLOSED}
     */
    public void refuse(Reason why) {
        refusal = why;
        outbox = null;
        String message = why == Reason.CLOSED ? "the client is closed" : "the client does not try to connect any more";
        List.copyOf(calls).forEach(it -> it.fail(why, it.outcome(), message));
    }

    /** A call has its answer. */
    void over(PendingCall call) {
        calls.remove(call);
        if (outbox != null) {
            outbox.abandon(call);
            pump();
        }
    }

    /** Lets calls leave that may. */
    void pump() {
        Outbox open = outbox;
        if (open == null) {
            return;
        }
        long underWay = calls.stream().filter(PendingCall::isUnderWay).count();
        for (PendingCall call : List.copyOf(calls)) {
            if (underWay >= UNDER_WAY) {
                return;
            }
            if (call.mayLeave()) {
                underWay++;
                call.leave(open);
            }
        }
    }
}
