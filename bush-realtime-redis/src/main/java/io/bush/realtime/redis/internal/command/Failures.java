package io.bush.realtime.redis.internal.command;

import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.internal.topology.NoWordException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what a failure of lettuce or an error of the server means. Nothing was done is only said when it is certain: the
 * command was refused before it was written, or the server raises that error before the first write of a script (our scripts
 * read first, so a key of the wrong type is found before anything is stored). Thread safety: safe for use by any thread.
 */
public final class Failures {

    /** Redis 6.2 wraps errors of scripts: {@code ERR Error running script …: @user_script: 5: -OOM command not allowed …}. */
    private static final Pattern CODE = Pattern.compile("(?:^|[:\\s]-?)([A-Z]{4,})\\b");

    private static final Map<String, Kind> CODES = Map.ofEntries(
            Map.entry("READONLY", Kind.READ_ONLY),
            Map.entry("MASTERDOWN", Kind.READ_ONLY),
            Map.entry("LOADING", Kind.NOT_READY),
            Map.entry("BUSY", Kind.NOT_READY),
            Map.entry("MISCONF", Kind.NOT_READY),
            Map.entry("NOREPLICAS", Kind.NOT_READY),
            Map.entry("CLUSTERDOWN", Kind.CHANGING),
            Map.entry("TRYAGAIN", Kind.CHANGING),
            Map.entry("MOVED", Kind.CHANGING),
            Map.entry("OOM", Kind.OUT_OF_MEMORY),
            Map.entry("WRONGTYPE", Kind.WRONG_TYPE),
            Map.entry("NOAUTH", Kind.FORBIDDEN),
            Map.entry("WRONGPASS", Kind.FORBIDDEN),
            Map.entry("NOPERM", Kind.FORBIDDEN));

    /** How lettuce says that it has not written a command. It throws nothing more specific than RedisException. */
    private static final List<String> NOT_WRITTEN = List.of(
            "Currently not connected. Commands are rejected.",
            "Connection is closed",
            "Request queue size exceeded",
            "Cannot determine a partition");

    /** How the server says in the middle of a script that a right is missing; there is no code for it. */
    private static final String MAY_NOT = "The user executing the script can't ";

    /** How lettuce and this library say that a connection was not made in time. */
    private static final List<String> SLOW = List.of(
            "timed out",
            "no connection after",
            // The Sentinel that knows better was too slow, or all of them were, or who they name.
            "was replaced by",
            "no Sentinel answers in time",
            "no answer to ROLE");

    private Failures() {}

    /**
     * Explains the failure of a command.
     *
     * @param thrown what lettuce reported
     * @return what it means
     */
    public static RedisFailure of(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        if (cause instanceof RedisFailure known) {
            return known;
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof RedisCommandExecutionException) {
            return ofServer(message, cause);
        }
        if (cause instanceof RedisConnectionException || NOT_WRITTEN.stream().anyMatch(message::startsWith)) {
            return new RedisFailure(Outcome.NOT_DONE, Kind.NO_CONNECTION, "no connection to Redis: " + message, cause);
        }
        return new RedisFailure(
                Outcome.UNKNOWN,
                Kind.CONNECTION_LOST,
                "the connection to Redis broke before the answer: " + message,
                cause);
    }

    /** As {@link #of(Throwable)}, and names the call and its key when that is somebody else's. */
    static RedisFailure of(Throwable thrown, Call call) {
        RedisFailure failure = of(thrown);
        return failure.kind() == Kind.WRONG_TYPE
                ? new RedisFailure(failure.outcome(), failure.kind(), failure.getMessage() + ", in " + call, failure)
                : failure;
    }

    private static RedisFailure ofServer(String message, Throwable cause) {
        String code = code(message);
        Kind kind = CODES.getOrDefault(code, Kind.BROKEN);
        // Rights are checked for each command of a script as it comes to it, so a script may have written before.
        boolean refusedWhole = kind != Kind.BROKEN && !(kind == Kind.FORBIDDEN && message.contains("script"));
        return new RedisFailure(
                refusedWhole ? Outcome.NOT_DONE : Outcome.UNKNOWN, kind, "Redis says: " + oneLine(message), cause);
    }

    /** The first code this class knows, wherever Redis has put it. */
    private static String code(String message) {
        Matcher codes = CODE.matcher(message);
        while (codes.find()) {
            if (CODES.containsKey(codes.group(1))) {
                return codes.group(1);
            }
        }
        if (message.contains(MAY_NOT)) {
            return "NOPERM";
        }
        return message.startsWith("OOM ") || message.contains("-OOM ") ? "OOM" : "ERR";
    }

    /**
     * Tells whether a right is missing, before a command or in the middle of a script.
     *
     * @param thrown what lettuce reported
     * @return whether the user may not do something
     */
    public static boolean isForbidden(Throwable thrown) {
        return says(thrown, "NOPERM") || says(thrown, "no permission") || says(thrown, MAY_NOT);
    }

    /**
     * Tells whether the server does not know a script by its name.
     *
     * @param thrown what lettuce reported
     * @return true when the script has to be sent whole
     */
    static boolean isUnknownScript(Throwable thrown) {
        return unwrapped(thrown) instanceof RedisCommandExecutionException error
                && String.valueOf(error.getMessage()).startsWith("NOSCRIPT");
    }

    /**
     * Returns what was thrown, without what futures put around it.
     *
     * @param thrown anything
     * @return its innermost cause that is not a wrapper
     */
    public static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * Looks for an error of the server in what went wrong with a connection.
     *
     * @param thrown what lettuce reported
     * @param code the error's code, such as {@code WRONGPASS}
     * @return whether one of the causes says it
     */
    public static boolean says(Throwable thrown, String code) {
        for (Throwable cause = thrown; cause != null; cause = next(cause)) {
            String message = cause.getMessage();
            if (message != null && message.toUpperCase(Locale.ROOT).contains(code.toUpperCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Tells whether a try to make a connection took too long, which says nothing of the server: the next one may tell more.
     *
     * @param thrown what lettuce reported
     * @return true when it was only slow
     */
    public static boolean isSlow(Throwable thrown) {
        return SLOW.stream().anyMatch(text -> says(thrown, text));
    }

    /**
     * Returns what people are to read of a failure: what the innermost cause says, because lettuce wraps it two or three
     * times; but not the wordings of lettuce where they are explained.
     *
     * @param thrown what lettuce reported
     * @return one sentence
     */
    public static String said(Throwable thrown) {
        Throwable at = thrown;
        for (Throwable cause = next(at); cause != null && !(at instanceof NoWordException); cause = next(at)) {
            at = cause;
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }

    private static @Nullable Throwable next(Throwable cause) {
        return cause.getCause() == cause ? null : cause.getCause();
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("\\p{Cntrl}", " ");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
