package io.bush.realtime.internal.call;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.call.Caller;
import io.bush.realtime.call.Calls.Registration;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.internal.call.CallMemory.Answer;
import io.bush.realtime.internal.call.CallMemory.Claim;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.lane.Question;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code call} action of one connection: who may call, how many at a time, and exactly one reply for each (contract
 * §3.20). Thread safety: on the connection's lane only.
 */
public final class CallAction {

    private static final Answer.Refused LATE =
            new Answer.Refused(ErrorCode.DEADLINE_EXCEEDED, "the call took too long; it may have happened", null);

    private final Connection connection;
    private final NodeContext node;
    private final CallRunner runner;

    /** Calls that wait for their answer. */
    private int pending;
    /** The connection is gone; never reset. */
    private boolean dropped;

    /** Makes the action of a connection that waits for nothing. */
    public CallAction(Connection connection, CallRunner runner) {
        this.connection = connection;
        this.node = connection.node();
        this.runner = runner;
    }

    /** Does what a frame asks for. */
    public void call(ClientMessage.Call message) {
        Principal who = connection.principal();
        if (who == null || who.view() == ViewClass.GUEST) {
            // Before the name is looked up: a guest does not learn what there is.
            connection.fail(ErrorCode.FORBIDDEN, "guests cannot call", Context.of(message));
            return;
        }
        Registration<?> method = runner.find(message.method()).orElse(null);
        if (method == null) {
            connection.fail(ErrorCode.UNKNOWN_METHOD, "no such method", Context.of(message));
            return;
        }
        Open call = new Open(message, node.nanoTime());
        if (pending >= runner.limits().pending()) {
            refuse(call, ErrorCode.TOO_MANY_PENDING, "too many calls wait for their answer", null);
            return;
        }
        Supplier<@Nullable CompletionStage<?>> handler;
        try {
            Caller caller = new Caller(who, connection.id(), method.method(), message.idempotencyId());
            handler = runner.prepare(method, message.params(), caller);
        } catch (InvalidMessageException misfit) {
            refuse(call, misfit.code(), String.valueOf(misfit.getMessage()), null);
            return;
        }
        if (message.idempotencyId() == null) {
            await(call, () -> {
                CompletableFuture<Answer> answer = new CompletableFuture<>();
                runner.run(message.method(), handler, answer::complete);
                return answer;
            });
        } else {
            once(call, new CallMemory.Key(who.id(), message.method(), message.idempotencyId()), handler);
        }
    }

    /** A call that came in at a moment of the monotonic clock. */
    private record Open(ClientMessage.Call message, long since) {}

    private void once(Open call, CallMemory.Key key, Supplier<@Nullable CompletionStage<?>> handler) {
        CallMemory memory = runner.memory();
        Claim claim = memory.claim(key);
        if (claim instanceof Claim.First first) {
            await(call, () -> {
                runner.run(key.method(), handler, answer -> memory.finish(first.entry(), answer));
                return first.entry().answer;
            });
        } else if (claim instanceof Claim.Retry retry) {
            await(call, retry::answer);
        } else if (claim instanceof Claim.Full full) {
            String why = "too many calls with an idempotency_id are remembered";
            refuse(call, ErrorCode.TEMPORARILY_UNAVAILABLE, why, full.retryAfter());
        }
    }

    private void await(Open call, Supplier<CompletionStage<Answer>> answer) {
        pending++;
        runner.nowPending(1);
        Question.ask(
                node.runtime(),
                connection.lane(),
                runner.limits().deadline(),
                answer,
                (told, failure) -> answered(call, told, failure));
    }

    private void answered(Open call, @Nullable Answer answer, @Nullable Throwable failure) {
        if (!dropped) {
            pending--;
            runner.nowPending(-1);
        }
        if (connection.closing()) {
            tell(call, "closed");
        } else if (answer instanceof Answer.Done done) {
            ClientMessage.Call message = call.message();
            connection.send(new ServerMessage.Result(message.ref(), message.method(), done.result()));
            tell(call, answer.outcome());
        } else {
            refuse(call, answer == null ? noAnswer(failure) : (Answer.Refused) answer);
        }
    }

    private static Answer.Refused noAnswer(@Nullable Throwable failure) {
        // Handlers' failures are answers by now: only time can have run out.
        if (failure instanceof TimeoutException) {
            return LATE;
        }
        throw new IllegalStateException("a call without an answer", failure);
    }

    private void refuse(Open call, Answer.Refused why) {
        Context about = Context.of(call.message()).withAppCode(why.appCode());
        connection.fail(why.code(), why.message(), about);
        tell(call, why.outcome());
    }

    private void refuse(Open call, ErrorCode code, String why, @Nullable Duration retryAfter) {
        Context about = Context.of(call.message());
        connection.fail(code, why, retryAfter == null ? about : about.after(retryAfter));
        tell(call, code.wireName());
    }

    private void tell(Open call, String outcome) {
        Duration took = Duration.ofNanos(node.nanoTime() - call.since());
        node.listener().called(connection.id(), call.message().method(), outcome, took);
    }

    /** The connection is gone: nobody waits any more. */
    public void drop() {
        dropped = true;
        runner.nowPending(-pending);
        pending = 0;
    }
}
