package io.bush.realtime.internal.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.CallLimits;
import io.bush.realtime.call.Caller;
import io.bush.realtime.call.Calls;
import io.bush.realtime.call.Calls.Registration;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.internal.call.CallMemory.Answer;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.InvalidMessageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs the application's handlers: reads their parameters, writes their results, and makes an answer of everything they
 * may do (contract §3.20). Thread safety: safe for use by any thread.
 */
public final class CallRunner {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

    private final Calls calls;
    private final ObjectMapper mapper;
    private final ObjectReader reader;
    private final CallLimits limits;
    private final RealtimeListener listener;
    private final CallMemory memory;
    /** Calls that open connections wait for. */
    private final AtomicInteger pending = new AtomicInteger();

    /** Makes a runner in which nothing runs. */
    public CallRunner(NodeContext node, Calls calls, ObjectMapper mapper, CallLimits limits) {
        this.calls = calls;
        this.mapper = mapper;
        this.reader = mapper.reader()
                .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .with(
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS);
        this.limits = limits;
        this.listener = node.listener();
        this.memory = new CallMemory(limits, node.runtime().clock());
    }

    Optional<Registration<?>> find(String method) {
        return calls.find(method);
    }

    CallLimits limits() {
        return limits;
    }

    CallMemory memory() {
        return memory;
    }

    /** Counts the calls that open connections wait for. */
    void nowPending(int change) {
        pending.addAndGet(change);
    }

    /** Forgets what is old: the node's beat. */
    public void sweep() {
        memory.sweep();
    }

    /** Forgets everything: the node is closed. */
    public void close() {
        memory.close();
    }

    /** Returns the figures of this moment. */
    public NodeStats.Calls figures() {
        return new NodeStats.Calls(pending.get(), memory.size(), memory.sizeBytes());
    }

    // ---- parameters ----

    /** Reads the parameters; what it returns calls the handler with them. */
    <P> Supplier<@Nullable CompletionStage<?>> prepare(Registration<P> call, JsonNode params, Caller caller)
            throws InvalidMessageException {
        P read;
        try {
            read = reader.forType(call.params()).readValue(params);
        } catch (InvalidDefinitionException unreadable) {
            throw refused(broken(call.method(), unreadable));
        } catch (JsonProcessingException misfit) {
            throw new InvalidMessageException(ErrorCode.INVALID_PARAMS, misfit(misfit), null, null, -1);
        } catch (IOException | RuntimeException | Error thrown) {
            throw refused(broken(call.method(), thrown));
        }
        if (read == null) {
            throw new InvalidMessageException(ErrorCode.INVALID_PARAMS, "params do not fit", null, null, -1);
        }
        return () -> call.handler().handle(caller, read);
    }

    private static InvalidMessageException refused(Answer.Refused answer) {
        return new InvalidMessageException(answer.code(), answer.message(), null, null, -1);
    }

    /** Names the place. The reason would repeat the value. */
    private static String misfit(JsonProcessingException misfit) {
        StringBuilder place = new StringBuilder();
        if (misfit instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                place.append(step(step));
            }
        }
        return place.isEmpty() ? "params do not fit" : "params do not fit at params" + place;
    }

    private static String step(JsonMappingException.Reference step) {
        String name = step.getFieldName();
        if (name == null) {
            return step.getIndex() < 0 ? "" : "[" + step.getIndex() + "]";
        }
        // The keys of a map are the client's.
        return step.getFrom() instanceof Map || !NAME.matcher(name).matches() ? ".*" : "." + name;
    }

    // ---- the handler ----

    /** Calls a handler and makes an answer of whatever comes of it, on whichever thread. */
    void run(String method, Supplier<@Nullable CompletionStage<?>> handler, Consumer<Answer> done) {
        try {
            CompletionStage<?> stage = handler.get();
            if (stage == null) {
                done.accept(broken(method, new IllegalStateException("returned no stage")));
                return;
            }
            stage.whenComplete((value, failure) ->
                    done.accept(failure == null ? written(method, value) : failed(method, failure)));
        } catch (RuntimeException | Error thrown) {
            done.accept(failed(method, thrown));
        }
    }

    private Answer failed(String method, Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CallFailedException refusal) {
            String why = refusal.getMessage();
            return new Answer.Refused(ErrorCode.CALL_FAILED, why == null ? "" : why, refusal.appCode());
        }
        return broken(method, cause);
    }

    private Answer.Refused broken(String method, Throwable failure) {
        listener.failed("call " + method, failure);
        return new Answer.Refused(ErrorCode.INTERNAL, "the call failed on the server", null);
    }

    private Answer written(String method, @Nullable Object value) {
        try {
            Payload result = value instanceof Payload ready ? ready : write(value);
            if (result.sizeBytes() > limits.resultBytes()) {
                throw tooLarge();
            }
            return new Answer.Done(result);
        } catch (IOException | RuntimeException | Error failure) {
            return broken(method, failure);
        }
    }

    private Payload write(@Nullable Object value) throws IOException {
        Bounded out = new Bounded();
        mapper.writeValue(out, value);
        return Payload.ofTrusted(out.toByteArray());
    }

    private IllegalStateException tooLarge() {
        return new IllegalStateException("the result has more than " + limits.resultBytes() + " bytes");
    }

    /** Stops the writing of what is too large, before it takes memory. */
    private final class Bounded extends ByteArrayOutputStream {

        @Override
        public synchronized void write(int single) {
            need(1);
            super.write(single);
        }

        @Override
        public synchronized void write(byte[] source, int from, int length) {
            need(length);
            super.write(source, from, length);
        }

        private void need(int more) {
            if (count + more > limits.resultBytes()) {
                throw tooLarge();
            }
        }
    }
}
