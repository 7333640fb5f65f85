package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the JDK's failures mean. */
final class Failures {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private Failures() {}

    static ConnectionException explain(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof WebSocketHandshakeException handshake) {
            return refused(handshake.getResponse(), cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return late(cause);
        }
        if (!(cause instanceof IOException)) {
            // The JDK's message may show the value of a header, so it goes no further.
            String type = cause.getClass().getSimpleName();
            return ConnectionException.of(Reason.UNREACHABLE, "the request cannot be sent: " + type, null);
        }
        return ConnectionException.of(Reason.UNREACHABLE, "the server cannot be reached: " + describe(cause), cause);
    }

    static ConnectionException late(@Nullable Throwable cause) {
        return ConnectionException.of(Reason.TIMED_OUT, "the server did not answer in time", cause);
    }

    static ConnectionException refused(HttpResponse<?> response, @Nullable Throwable cause) {
        return ConnectionException.refused(response.statusCode(), retryAfter(response.headers()), cause);
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** The JDK has no message for the two most frequent failures; their types say it. */
    private static String describe(Throwable failure) {
        String message = null;
        for (Throwable it = failure; it != null && message == null; it = it.getCause()) {
            message = it instanceof UnresolvedAddressException ? "unknown host" : it.getMessage();
        }
        if (message != null) {
            return message;
        }
        return failure instanceof ConnectException
                ? "connection refused"
                : failure.getClass().getSimpleName();
    }

    /** Seconds, or a moment by the server's clock, which the same answer shows. */
    static @Nullable Duration retryAfter(HttpHeaders headers) {
        Optional<String> value = headers.firstValue("Retry-After").map(String::strip);
        if (value.isEmpty()) {
            return null;
        }
        if (SECONDS.matcher(value.get()).matches()) {
            return Duration.ofSeconds(Long.parseLong(value.get()));
        }
        Instant until = date(value.get());
        Instant now = headers.firstValue("Date").map(Failures::date).orElse(null);
        if (until == null || now == null) {
            return null;
        }
        Duration wait = Duration.between(now, until);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private static @Nullable Instant date(String text) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
