package io.bush.realtime.client.connection;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Where a client gets its tokens: access tokens of a user, or the token of a share (contract §3.1, §3.2).
 *
 * <p>Asked on the client's handler executor, one call at a time; may block there, which holds up handlers if the executor
 * has one thread. An answer that takes longer than 10 s comes too late.
 */
@FunctionalInterface
public interface TokenSource {

    /** Why a token is wanted. */
    enum Why {
        /** For a new connection; a token kept from before will do. */
        CONNECT,
        /** The one in use ends soon; one that lasts longer is wanted. */
        EXPIRING,
        /** The server has refused the last one, or it was over; the same again makes no sense. */
        REFUSED
    }

    /**
     * Gives a token.
     *
     * @param why what it is for
     * @return a token of visible ASCII characters; a stage that fails, like an exception, means that there is none just now
     *     and the client asks again later, unless the failure is {@link ConnectionException#signedOut}
     */
    CompletionStage<String> token(Why why);

    /**
     * Makes a source that does not care why.
     *
     * @param supplier gives a token
     * @return the source
     */
    static TokenSource of(Supplier<? extends CompletionStage<String>> supplier) {
        return why -> supplier.get();
    }
}
