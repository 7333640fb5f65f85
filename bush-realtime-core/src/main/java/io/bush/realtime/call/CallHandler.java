package io.bush.realtime.call;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Does what a client calls (contract §3.20).
 *
 * <p>Called on a lane of the node; it must not block: wrap blocking code in {@link #blocking}. It decides itself what the
 * caller may do. A {@link CallFailedException}, thrown or in the stage, is {@code call_failed} for the client; any other
 * failure, or null for the stage, is {@code internal} and goes to {@code RealtimeListener.failed}. An answer after the
 * deadline (10 s by default) is not sent. Thread safety: implementations must allow any thread.
 *
 * @param <P> what its parameters are read into
 */
@FunctionalInterface
public interface CallHandler<P> {

    /**
     * Does one call.
     *
     * @param caller who calls
     * @param params the parameters
     * @return the result, anything the node's mapper can write in at most 64 KiB; null is the JSON {@code null}
     */
    CompletionStage<? extends @Nullable Object> handle(Caller caller, P params);

    /**
     * Makes a handler of blocking code.
     *
     * @param executor runs the code; the application owns it
     * @param code returns the result
     * @param <P> what its parameters are read into
     * @return a handler that never blocks its caller
     */
    static <P> CallHandler<P> blocking(Executor executor, Blocking<P> code) {
        Objects.requireNonNull(executor, "executor");
        Objects.requireNonNull(code, "code");
        return (caller, params) -> {
            CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
            executor.execute(() -> {
                try {
                    result.complete(code.handle(caller, params));
                } catch (Exception | Error failure) {
                    result.completeExceptionally(failure);
                }
            });
            return result;
        };
    }

    /**
     * A handler in blocking form, for {@link #blocking}. Thread safety: implementations must allow any thread.
     *
     * @param <P> what its parameters are read into
     */
    @FunctionalInterface
    interface Blocking<P> {

        /**
         * Does one call.
         *
         * @param caller who calls
         * @param params the parameters
         * @return the result; may be null
         * @throws Exception as {@link CallHandler} says
         */
        @Nullable
        Object handle(Caller caller, P params) throws Exception;
    }
}
