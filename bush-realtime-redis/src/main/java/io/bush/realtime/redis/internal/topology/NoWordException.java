package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.RedisCommandExecutionException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A server took a connection and closed it, and no word of it arrived. It may have said why: what it says before it closes
 * is lost whenever lettuce sees the end of the connection, or fails to write, before it has read. Thread safety: immutable.
 */
public final class NoWordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** How lettuce, Netty and the system call it, depending on who saw it first. */
    private static final List<String> CALLED = List.of(
            "RedisHandshakeHandler not registered",
            "Connection closed",
            "Connection disconnected",
            "Connection reset",
            "Broken pipe",
            // A write that found the end of the connection before the reader did, over TLS.
            "SSLEngine closed already",
            // An end of the connection without the goodbye of TLS, and one with it.
            "closing inbound before receiving peer's close_notify",
            "Received close_notify during handshake",
            // What was on its way when Netty took the connection apart.
            "SslHandler removed before",
            "Pending write on removal of SslHandler");

    private NoWordException(Throwable cause, boolean overTls) {
        super(
                "the server closed the connection before a word of it arrived; Redis does that when as many clients as its"
                        + " maxclients are connected, a proxy when it has no server behind it"
                        + (overTls ? ", and whoever wants another certificate or none" : ""),
                cause);
    }

    /**
     * Says in clear words what went wrong with a connection, if nothing else tells it.
     *
     * @param failure why there is no connection
     * @return the same, unless the server closed it without a word
     */
    static Throwable explained(Throwable failure) {
        boolean closed = false;
        boolean overTls = false;
        for (Throwable at = failure; at != null; at = next(at)) {
            if (at instanceof RedisCommandExecutionException) {
                return failure;
            }
            closed |= at instanceof ClosedChannelException || isCalledSo(at.getMessage());
            overTls |= at instanceof SSLException;
        }
        return closed ? new NoWordException(failure, overTls) : failure;
    }

    private static boolean isCalledSo(@Nullable String message) {
        return message != null && CALLED.stream().anyMatch(message::contains);
    }

    private static @Nullable Throwable next(Throwable at) {
        return at.getCause() == at ? null : at.getCause();
    }
}
