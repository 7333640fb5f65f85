package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.concurrent.CompletionException;

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
