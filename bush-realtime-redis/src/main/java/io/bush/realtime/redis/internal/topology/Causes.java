package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;

/** Looks into what lettuce throws, which wraps what a server said two or three times. Thread safety: no state. */
final class Causes {

    private Causes() {}

    /** Whether one of the causes says it. */
    static boolean say(Throwable failure, String text) {
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            if (String.valueOf(at.getMessage()).contains(text)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Of several servers that were asked in vain, lettuce keeps what each said beside the failure. Returns the one who tells
     * most: what a server said or what is wrong with its certificate, before whoever was only slow, before anybody else.
     */
    static Throwable telling(Throwable failure) {
        Throwable slow = null;
        Throwable first = null;
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            for (Throwable one : at.getSuppressed()) {
                if (has(one, RedisCommandExecutionException.class) || has(one, SSLException.class)) {
                    return one;
                }
                first = first == null ? one : first;
                slow = slow == null && say(one, "timed out") ? one : slow;
            }
        }
        if (slow != null) {
            return slow;
        }
        return first == null ? failure : first;
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable at = failure; at != null; at = at.getCause() == at ? null : at.getCause()) {
            if (type.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is an error that a server sent, over a connection that works. */
    static boolean areOfServer(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RedisCommandExecutionException;
    }

    /** Whether user, password or rights were refused. */
    static boolean refuse(Throwable failure) {
        return say(failure, "NOAUTH") || say(failure, "WRONGPASS") || say(failure, "NOPERM");
    }
}
