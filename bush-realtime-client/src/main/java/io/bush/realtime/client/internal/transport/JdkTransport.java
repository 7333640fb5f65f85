package io.bush.realtime.client.internal.transport;

import io.bush.realtime.client.internal.lane.Scheduler;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The JDK's HTTP client. Thread safety: safe for use by any thread. */
public final class JdkTransport implements ClientTransport {

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
            WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(request.connectTimeout());
            request.headers().forEach(builder::header);
            CompletableFuture<WebSocket> handshake =
                    builder.buildAsync(request.url(), new JdkReceiver(link, listener, lane, request.maxMessageBytes()));
            link.handshake(handshake);
            var unused = handshake.whenComplete((socket, failure) -> {
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
