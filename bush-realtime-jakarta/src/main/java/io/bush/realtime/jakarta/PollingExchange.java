package io.bush.realtime.jakarta;

import io.bush.realtime.polling.PollReply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One poll as the container sees it: the body is read and the answer written as the socket allows, and no thread waits
 * (contract §3.16). Thread safety: the container's callbacks come one at a time; {@link #answer} may come from any thread.
 */
final class PollingExchange implements AsyncListener {

    /** Largest body: 50 channels with every pattern they may have. */
    static final int MAX_BODY_BYTES = 65_536;

    /**
     * How much of a body is taken in before it is refused. A container that closes a connection while its client still sends resets
     * it, and the answer may be lost with it (RFC 9112, 9.6).
     */
    private static final int MAX_TAKEN_BYTES = 1_048_576;

    /** How long an exchange may take, a client's slow reading included. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final PollReply TOO_LARGE = PollReply.refusal(
            413, "message_too_large", "the body is larger than " + MAX_BODY_BYTES + " bytes", Duration.ZERO);
    private static final PollReply NOT_TEXT =
            PollReply.refusal(400, "invalid_message", "the body is not UTF-8", Duration.ZERO);
    private static final PollReply BROKEN =
            PollReply.refusal(503, "temporarily_unavailable", "cannot be answered just now", Duration.ofSeconds(5));

    private final AsyncContext async;
    private final HttpServletResponse response;
    /** What has to be closed at the end; null until there is an answer. Guarded by this. */
    private @Nullable PollReply reply;
    /** The container is through with it; guarded by this, never reset. */
    private boolean ended;

    PollingExchange(AsyncContext async, HttpServletResponse response) {
        this.async = async;
        this.response = response;
        async.setTimeout(PATIENCE.toMillis());
        async.addListener(this);
    }

    /**
     * Refuses a request that may have a body, as {@link #refuse(HttpServletRequest, PollReply)} does; where an application's
     * filter allows no asynchronous requests, at once and without taking the body in.
     */
    static void refuse(
            HttpServletRequest request, HttpServletResponse response, int status, String code, String message)
            throws IOException {
        if (request.isAsyncSupported()) {
            new PollingExchange(request.startAsync(request, response), response)
                    .refuse(request, PollReply.refusal(status, code, message, Duration.ZERO));
        } else {
            Refusal.send(response, status, code, message);
        }
    }

    /** Reads the whole body, then asks. */
    void read(HttpServletRequest request, Function<String, CompletionStage<PollReply>> question) throws IOException {
        if (request.getContentLengthLong() > MAX_BODY_BYTES) {
            refuse(request, TOO_LARGE);
        } else {
            listen(request, question, true);
        }
    }

    /** Takes the body in, then refuses; at once when its client waits for a sign to send it, or means to send too much. */
    void refuse(HttpServletRequest request, PollReply refusal) throws IOException {
        takeIn(request, () -> CompletableFuture.completedFuture(refusal));
    }

    /** Asks, behind a body that is of no use if there is one. */
    void ask(HttpServletRequest request, Supplier<CompletionStage<PollReply>> question) throws IOException {
        if (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null) {
            takeIn(request, question);
        } else {
            answer(question.get());
        }
    }

    private void takeIn(HttpServletRequest request, Supplier<CompletionStage<PollReply>> question) throws IOException {
        if (request.getHeader("Expect") != null || request.getContentLengthLong() > MAX_TAKEN_BYTES) {
            response.setHeader("Connection", "close");
            answer(question.get());
        } else {
            listen(request, body -> question.get(), false);
        }
    }

    private void listen(
            HttpServletRequest request, Function<String, CompletionStage<PollReply>> question, boolean reads)
            throws IOException {
        ServletInputStream input = request.getInputStream();
        input.setReadListener(new Body(input, question, reads));
    }

    /** Writes the answer when it is there. */
    void answer(CompletionStage<PollReply> answer) {
        answer.whenComplete((given, failure) -> write(given == null ? BROKEN : given));
    }

    private void write(PollReply answer) {
        boolean late;
        synchronized (this) {
            late = ended;
            reply = answer;
        }
        if (late) {
            answer.close();
            return;
        }
        try {
            Refusal.headers(response, answer.httpStatus(), answer.retryAfter());
            response.setContentLength(answer.body().sizeBytes());
            byte[] bytes = new byte[answer.body().sizeBytes()];
            answer.body().copyTo(bytes, 0);
            ServletOutputStream output = response.getOutputStream();
            output.setWriteListener(new Answer(output, bytes));
        } catch (IOException | RuntimeException gone) {
            finish();
        }
    }

    /** Ends the exchange; a container that did already does not mind. */
    private void finish() {
        try {
            async.complete();
        } catch (IllegalStateException done) {
            release();
        }
    }

    private void release() {
        PollReply known;
        synchronized (this) {
            ended = true;
            known = reply;
        }
        if (known != null) {
            known.close();
        }
    }

    // ---- what the container says ----

    @Override
    public void onComplete(AsyncEvent event) {
        release();
    }

    /** Whoever is being answered reads too slowly; whoever is not has not sent the body, for answers come sooner. */
    @Override
    public void onTimeout(AsyncEvent event) {
        boolean unanswered;
        synchronized (this) {
            unanswered = reply == null;
        }
        if (unanswered) {
            response.setHeader("Connection", "close");
            response.setStatus(HttpServletResponse.SC_REQUEST_TIMEOUT);
        }
        finish();
    }

    @Override
    public void onError(AsyncEvent event) {
        finish();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        event.getAsyncContext().addListener(this);
    }

    /** The body, as far as it has come. Thread safety: the container calls one at a time. */
    private final class Body implements ReadListener {

        private final ServletInputStream input;
        /** What is asked at the end, with what was read. */
        private Function<String, CompletionStage<PollReply>> question;
        /** What comes is read; else it is only taken in. */
        private boolean reads;

        private final ByteArrayOutputStream read = new ByteArrayOutputStream(1_024);
        /** Bytes that have come, read or not. */
        private int taken;
        /** The question was asked. */
        private boolean asked;

        Body(ServletInputStream input, Function<String, CompletionStage<PollReply>> question, boolean reads) {
            this.input = input;
            this.question = question;
            this.reads = reads;
        }

        @Override
        public void onDataAvailable() throws IOException {
            byte[] part = new byte[4_096];
            while (!asked && input.isReady()) {
                int count = input.read(part);
                if (count < 0) {
                    return;
                }
                take(part, count);
            }
        }

        private void take(byte[] part, int count) {
            taken += count;
            if (reads && taken > MAX_BODY_BYTES) {
                reads = false;
                read.reset();
                question = body -> CompletableFuture.completedFuture(TOO_LARGE);
            }
            if (reads) {
                read.write(part, 0, count);
            } else if (taken > MAX_TAKEN_BYTES) {
                response.setHeader("Connection", "close");
                ask();
            }
        }

        @Override
        public void onAllDataRead() {
            if (!asked) {
                ask();
            }
        }

        private void ask() {
            asked = true;
            String text;
            try {
                text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(read.toByteArray()))
                        .toString();
            } catch (CharacterCodingException notText) {
                write(NOT_TEXT);
                return;
            }
            answer(question.apply(text));
        }

        @Override
        public void onError(Throwable gone) {
            finish();
        }
    }

    /** The answer on its way. Thread safety: the container calls one at a time. */
    private final class Answer implements WriteListener {

        private final ServletOutputStream output;
        private final byte[] bytes;
        /** The bytes were handed over. */
        private boolean written;

        Answer(ServletOutputStream output, byte[] bytes) {
            this.output = output;
            this.bytes = bytes;
        }

        @Override
        public void onWritePossible() throws IOException {
            while (output.isReady()) {
                if (written) {
                    finish();
                    return;
                }
                written = true;
                output.write(bytes);
            }
        }

        @Override
        public void onError(Throwable gone) {
            finish();
        }
    }
}
