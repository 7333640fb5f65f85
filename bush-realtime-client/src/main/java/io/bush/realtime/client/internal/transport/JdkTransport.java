package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Scheduler;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JDK's WebSocket client. Thread safety: safe for use by any thread. */
public final class JdkTransport implements ClientTransport {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private final HttpClient http;
    private final Scheduler scheduler;
    private final Runnable release;

    /**
     * Makes a transport.
     *
     * @param http opens the sockets
     * @param scheduler for close timeouts
     * @param release ends the HTTP client, if it is ours to end
     */
    public JdkTransport(HttpClient http, Scheduler scheduler, Runnable release) {
        this.http = http;
        this.scheduler = scheduler;
        this.release = release;
    }

    @Override
    public Link open(Request request, Listener listener, Executor lane) {
        JdkLink link = new JdkLink(listener, lane, scheduler, request.closeTimeout());
        try {
            WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(request.connectTimeout());
            request.headers().forEach(builder::header);
            var unused = builder.buildAsync(
                            request.url(), new JdkReceiver(link, listener, lane, request.maxMessageBytes()))
                    .whenComplete((socket, failure) -> {
                        if (failure != null) {
                            lane.execute(() -> link.end(explain(failure)));
                        }
                    });
        } catch (RuntimeException refusal) {
            lane.execute(() -> link.end(explain(refusal)));
        }
        return link;
    }

    @Override
    public void close() {
        release.run();
    }

    private static ConnectionException explain(Throwable failure) {
        Throwable cause = unwrap(failure);
        if (cause instanceof WebSocketHandshakeException handshake) {
            HttpResponse<?> response = handshake.getResponse();
            return ConnectionException.refused(response.statusCode(), retryAfter(response), cause);
        }
        if (cause instanceof HttpTimeoutException) {
            return ConnectionException.of(Reason.TIMED_OUT, "the server did not answer in time", cause);
        }
        if (!(cause instanceof IOException)) {
            // The JDK's message may show the value of a header, so it goes no further.
            String type = cause.getClass().getSimpleName();
            return ConnectionException.of(Reason.UNREACHABLE, "the request cannot be sent: " + type, null);
        }
        return ConnectionException.of(Reason.UNREACHABLE, "the server cannot be reached: " + describe(cause), cause);
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

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(it -> SECONDS.matcher(it).matches())
                .map(it -> Duration.ofSeconds(Long.parseLong(it)))
                .orElse(null);
    }
}
