package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.transport.ClientTransport.Poll;
import io.bush.realtime.client.internal.transport.ClientTransport.PollAnswer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One poll through the JDK, whose own timeout ends with the headers of the answer: so the whole has a deadline here. Thread
 * safety: safe for use by any thread.
 */
final class JdkPoll {

    private static final int OK = 200;

    private JdkPoll() {}

    static Scheduler.Cancellable send(HttpClient http, Scheduler scheduler, Poll poll, Consumer<PollAnswer> answer) {
        AtomicBoolean done = new AtomicBoolean();
        Consumer<PollAnswer> once = it -> {
            if (done.compareAndSet(false, true)) {
                answer.accept(it);
            }
        };
        CompletableFuture<HttpResponse<byte[]>> response;
        try {
            response = http.sendAsync(request(poll), it -> new BoundedBody(poll.maxBytes()));
        } catch (RuntimeException refusal) {
            once.accept(new PollAnswer.Failed(Failures.explain(refusal)));
            return () -> {};
        }
        Scheduler.Cancellable deadline = scheduler.schedule(poll.timeout(), () -> {
            once.accept(new PollAnswer.Failed(ConnectionException.of(
                    Reason.TIMED_OUT, "the poll was not answered within " + poll.timeout(), null)));
            response.cancel(true);
        });
        var unused = response.whenComplete((it, failure) -> {
            deadline.cancel();
            once.accept(failure == null ? read(it) : explain(failure));
        });
        return () -> response.cancel(true);
    }

    private static HttpRequest request(Poll poll) {
        HttpRequest.Builder request = HttpRequest.newBuilder(poll.url())
                .header("Authorization", "Bearer " + poll.token())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(poll.body()));
        if ("http".equals(poll.url().getScheme())) {
            // Without TLS the JDK would ask for an upgrade to HTTP/2 each time.
            request.version(HttpClient.Version.HTTP_1_1);
        }
        return request.build();
    }

    private static PollAnswer read(HttpResponse<byte[]> response) {
        return response.statusCode() == OK
                ? new PollAnswer.Events(new String(response.body(), StandardCharsets.UTF_8))
                : new PollAnswer.Failed(Failures.refused(response, null));
    }

    private static PollAnswer explain(Throwable failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof BoundedBody.TooLargeException) {
                return new PollAnswer.TooLarge();
            }
        }
        return new PollAnswer.Failed(Failures.explain(failure));
    }
}
