package io.bush.realtime.polling;

import io.bush.realtime.protocol.Frame;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a poll is answered with over HTTP. It counts as under way until whoever writes it closes it. Thread safety: safe for
 * use by any thread.
 */
public final class PollReply implements AutoCloseable {

    private final int httpStatus;
    private final Duration retryAfter;
    private final Frame body;
    /** What its end has to free; run once, then null. */
    private final AtomicReference<@Nullable Runnable> onClose;

    /**
     * Makes a reply.
     *
     * @param httpStatus the status: 200, 400, 401, 404, 429 or 503
     * @param retryAfter when to come again after a refusal; zero when that makes no sense
     * @param body one JSON object
     * @param onClose run once when it was written, or never will be; null for nothing
     */
    public PollReply(int httpStatus, Duration retryAfter, Frame body, @Nullable Runnable onClose) {
        this.httpStatus = httpStatus;
        this.retryAfter = Objects.requireNonNull(retryAfter, "retryAfter");
        this.body = Objects.requireNonNull(body, "body");
        this.onClose = new AtomicReference<>(onClose);
    }

    /**
     * Makes a refusal: {@code {code, message}}.
     *
     * @param httpStatus the status
     * @param code a name for programs
     * @param message for the client's author; both are fixed text that needs no escape
     * @param retryAfter when to come again; zero when that makes no sense
     * @return the reply
     */
    public static PollReply refusal(int httpStatus, String code, String message, Duration retryAfter) {
        Frame body = Frame.ofText("{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}");
        return new PollReply(httpStatus, retryAfter, body, null);
    }

    /**
     * Returns the HTTP status.
     *
     * @return 200, or that of a refusal
     */
    public int httpStatus() {
        return httpStatus;
    }

    /**
     * Returns when to come again after a refusal.
     *
     * @return the time; zero for no {@code Retry-After}
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Returns the body.
     *
     * @return JSON
     */
    public Frame body() {
        return body;
    }

    /** Ends the poll: it was written, or its client is gone. Closing twice does nothing. */
    @Override
    public void close() {
        Runnable once = onClose.getAndSet(null);
        if (once != null) {
            once.run();
        }
    }

    @Override
    public String toString() {
        return "PollReply[" + httpStatus + ", " + body.sizeBytes() + " bytes]";
    }
}
