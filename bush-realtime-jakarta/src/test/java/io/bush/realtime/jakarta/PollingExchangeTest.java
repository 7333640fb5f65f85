package io.bush.realtime.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.polling.PollReply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The time of an exchange is over: what its container does to it after a minute, done at once. */
@Tag("3.16")
class PollingExchangeTest {

    /** What was asked of the container, in order. */
    private final List<String> asked = new ArrayList<>();

    private final AsyncContext async = recorded(AsyncContext.class, null);
    private final PollingExchange exchange =
            new PollingExchange(async, recorded(HttpServletResponse.class, new NeverWritten()));

    @Test
    @Tag("P9")
    void aBodyThatDoesNotComeIsSaidToBeMissing() {
        exchange.onTimeout(new AsyncEvent(async));

        assertThat(asked).containsSubsequence("setHeader[Connection, close]", "setStatus[408]", "complete");
    }

    @Test
    @Tag("P9")
    void whoReadsAnAnswerTooSlowlyIsNotAnsweredAnotherOne() {
        List<String> closed = new ArrayList<>();
        PollReply refusal = PollReply.refusal(429, "rate_limited", "later", Duration.ofSeconds(1));
        exchange.answer(CompletableFuture.completedFuture(
                new PollReply(200, Duration.ZERO, refusal.body(), () -> closed.add("reply"))));
        exchange.onTimeout(new AsyncEvent(async));
        exchange.onComplete(new AsyncEvent(async));

        assertThat(asked).contains("setStatus[200]", "complete").doesNotContain("setStatus[408]");
        assertThat(closed).containsExactly("reply");
    }

    /** A part of the container that does nothing but say what it was asked. */
    private <T> T recorded(Class<T> type, @Nullable ServletOutputStream output) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    asked.add(method.getName() + (arguments == null ? "" : Arrays.toString(arguments)));
                    return method.getName().equals("getOutputStream") ? output : null;
                }));
    }

    /** The socket of a client that reads nothing. */
    private static final class NeverWritten extends ServletOutputStream {
        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public void setWriteListener(WriteListener listener) {}

        @Override
        public void write(int octet) {
            throw new IllegalStateException("not ready");
        }
    }
}
