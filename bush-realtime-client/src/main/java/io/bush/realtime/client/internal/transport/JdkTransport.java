package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.internal.lane.Scheduler;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The JDK's HTTP client. Thread safety: safe for use by any thread. */
public final class JdkTransport implements ClientTransport {

    /**
     * How much later than the scheduler the JDK itself ends a handshake, if nothing else could. Java 17 counts by the wall clock,
     * which leaps ahead when a machine was put aside: then it is not the server that was slow.
     */
    private static final Duration SPARE = Duration.ofMinutes(1);

    private final HttpClient http;
    private final Scheduler scheduler;

    /**
     * Makes a transport.
     *
     * @param http opens the sockets
     * @param scheduler for timeouts
     */
    public JdkTransport(HttpClient http, Scheduler scheduler) {
        this.http = http;
        this.scheduler = scheduler;
    }

    @Override
    public Link open(Request request, Listener listener, Executor lane) {
        JdkLink link = new JdkLink(listener, lane, scheduler, request.closeTimeout());
        try {
            Duration patience = request.connectTimeout();
            WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(patience.plus(SPARE));
            request.headers().forEach(builder::header);
            CompletableFuture<WebSocket> handshake =
                    builder.buildAsync(request.url(), new JdkReceiver(link, listener, lane, request.maxMessageBytes()));
            link.handshake(handshake);
            Scheduler.Cancellable deadline =
                    scheduler.schedule(patience, () -> lane.execute(() -> link.end(Failures.late(null))));
            var unused = handshake.whenComplete((socket, failure) -> {
                deadline.cancel();
                if (failure != null) {
                    lane.execute(() -> link.end(Failures.explain(failure)));
                }
            });
        } catch (RuntimeException refusal) {
            lane.execute(() -> link.end(Failures.explain(refusal)));
        }
        return link;
    }

    @Override
    public Scheduler.Cancellable poll(Poll poll, Consumer<PollAnswer> answer) {
        return JdkPoll.send(http, scheduler, poll, answer);
    }
}
