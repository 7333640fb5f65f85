package io.bush.realtime.client.internal.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.call.CallException.Outcome;
import io.bush.realtime.client.call.CallException.Reason;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.call.CallOptions.Repeat;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Outbox;
import io.bush.realtime.client.internal.session.Pace;
import io.bush.realtime.client.internal.session.Request;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call, from its making to its one answer. Thread safety: for the lane only. */
final class PendingCall implements Request {

    private enum State {
        /** Not given to a connection. */
        WAITING,
        /** Given to a connection, which will send it when it may. */
        QUEUED,
        /** Sent, not answered. */
        SENT,
        /** Answered, one way or another. */
        OVER
    }

    private final Parts parts;
    private final CallQueue queue;
    private final String method;
    private final JsonNode params;
    private final @Nullable String idempotencyId;
    private final Duration patience;
    private final CompletableFuture<JsonNode> result;
    private final Alarm deadline;
    private final Alarm retry;
    private State state = State.WAITING;
    /** Whether it has ever left, so that it may have happened. */
    private boolean everSent;

    PendingCall(
            Parts parts,
            CallQueue queue,
            String method,
            JsonNode params,
            CallOptions options,
            CompletableFuture<JsonNode> result) {
        this.parts = parts;
        this.queue = queue;
        this.method = method;
        this.params = params;
        this.patience = options.deadline();
        this.idempotencyId = options.repeat() == Repeat.NEVER
                ? null
                : options.idempotencyId() != null ? options.idempotencyId() : newId(parts);
        this.result = result;
        this.deadline = parts.alarm();
        this.retry = parts.alarm();
    }

    private static String newId(Parts parts) {
        return "%016x%016x"
                .formatted(
                        parts.world().random().nextLong(),
                        parts.world().random().nextLong());
    }

    void begin() {
        deadline.set(patience, () -> fail(Reason.DEADLINE, outcome(), "there was no answer within " + patience));
    }

    boolean isUnderWay() {
        return state == State.QUEUED || state == State.SENT;
    }

    boolean mayLeave() {
        return state == State.WAITING && !retry.isSet();
    }

    void leave(Outbox outbox) {
        state = State.QUEUED;
        outbox.submit(this);
    }

    /** Whether the server may have done it, if there is no answer. */
    Outcome outcome() {
        return everSent ? Outcome.UNKNOWN : Outcome.NOT_DONE;
    }

    void fail(Reason reason, Outcome outcome, String message) {
        end(() -> result.completeExceptionally(CallException.of(reason, outcome, message, null)));
    }

    private void end(Runnable completion) {
        if (state == State.OVER) {
            return;
        }
        state = State.OVER;
        deadline.clear();
        retry.clear();
        parts.user().complete(parts.user().newLane(), completion);
        queue.over(this);
    }

    // ---- on its connection

    @Override
    public Pace pace() {
        return Pace.CALL;
    }

    @Override
    public @Nullable ObjectNode frame(String ref) {
        return state == State.OVER ? null : ClientFrames.call(method, params, idempotencyId);
    }

    @Override
    public void sent() {
        state = State.SENT;
        everSent = true;
    }

    @Override
    public void refused() {
        state = State.QUEUED;
    }

    @Override
    public boolean answered(ServerFrame frame) {
        if (frame instanceof ServerFrame.Failure failure) {
            judge(failure.error());
        } else if (frame instanceof ServerFrame.Other other) {
            JsonNode value = other.control().json().get("result");
            JsonNode answer = value == null ? NullNode.getInstance() : value;
            end(() -> result.complete(answer));
        }
        return true;
    }

    /** The server had no room for it, and has done nothing; it may have later. */
    private void judge(ServerError error) {
        if (error.code().equals("temporarily_unavailable") && error.retryAfter() != null) {
            state = State.WAITING;
            retry.set(error.retryAfter(), queue::pump);
            return;
        }
        JsonNode appCode = error.json().path("app_code");
        end(() -> result.completeExceptionally(
                CallException.failed(error.code(), appCode.isTextual() ? appCode.textValue() : null, error.message())));
    }

    @Override
    public void lost(Lost how) {
        if (how == Lost.UNSENT || idempotencyId != null) {
            state = state == State.OVER ? State.OVER : State.WAITING;
        } else {
            fail(Reason.OUTCOME_UNKNOWN, Outcome.UNKNOWN, "the connection ended before the answer came");
        }
    }
}
