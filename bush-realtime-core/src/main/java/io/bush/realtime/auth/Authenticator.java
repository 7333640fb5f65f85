package io.bush.realtime.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns a token into a principal: the application's own knowledge of its tokens (contract §3.1).
 *
 * <p>Called on a lane of the node, once for each connection and for each {@code authenticate} frame. It must not block:
 * wrap blocking code in {@link #blocking}. A stage that completes with null says that the token is not valid: the
 * connection is closed 4001. A stage that fails, or is not complete within the node's deadline for questions (5 s by
 * default), says that nobody knows: the connection is closed 1011, and the client comes back later. Thread safety:
 * implementations must allow any thread.
 */
@FunctionalInterface
public interface Authenticator {

    /**
     * Judges a token.
     *
     * @param credentials the token; never log it
     * @return who it is, or null when the token is not valid
     */
    CompletionStage<@Nullable Authentication> authenticate(Credentials credentials);

    /**
     * Makes an authenticator of blocking code.
     *
     * @param executor runs the code; the application owns it
     * @param check returns who it is, or null when the token is not valid
     * @return an authenticator that never blocks its caller
     */
    static Authenticator blocking(Executor executor, Function<Credentials, @Nullable Authentication> check) {
        return credentials -> CompletableFuture.supplyAsync(() -> check.apply(credentials), executor);
    }
}
