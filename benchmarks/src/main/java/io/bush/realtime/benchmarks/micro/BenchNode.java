package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A real node through its public API, in a {@link BenchWorld}. Thread safety: for one thread. */
public final class BenchNode implements AutoCloseable {

    /** The channel of everybody. */
    public static final Channel CHANNEL = new Channel("file", "file_bench000001");

    /** About 256 bytes of JSON, as a comment has. */
    public static final Payload COMMENT = Payload.ofJson("{\"id\":\"comment_00000001\",\"text\":\""
            + "lorem ipsum ".repeat(14) + "\",\"author\":\"user_00000001\",\"frame\":1234}");

    private static final RateLimits.Limit MANY = new RateLimits.Limit(10_000, Duration.ofMillis(100));

    private final BenchWorld world = new BenchWorld();
    private final RealtimeNode node;

    /** Starts a node. */
    public BenchNode() {
        this(RateLimits.DEFAULT);
    }

    private BenchNode(RateLimits limits) {
        node = RealtimeNode.builder()
                .authenticator(asked -> CompletableFuture.completedFuture(
                        new Authentication(new Principal.Member(asked.token(), "A Name", null), null)))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow("project:proj_x")))
                .settings(RealtimeSettings.DEFAULT.with(limits))
                .runtime(world.runtime())
                .build();
    }

    /**
     * Starts a node that lets a client do 10,000 of everything in 100 ms.
     *
     * @return the node
     */
    public static BenchNode withoutLimits() {
        return new BenchNode(new RateLimits(MANY, MANY, MANY, MANY, MANY, MANY, MANY));
    }

    /**
     * Opens an authenticated connection.
     *
     * @param user whose
     * @param transport its sending half
     * @return its receiving half
     */
    public TransportListener connect(String user, Transport transport) {
        Handshake handshake = new Handshake("127.0.0.1", "/v4/cable", Map.of(), Map.of("token", List.of(user)));
        TransportListener listener = node.gate().open(handshake, transport);
        world.pump();
        return listener;
    }

    /**
     * Lets a connection subscribe to the channel.
     *
     * @param connection its receiving half
     */
    public void subscribe(TransportListener connection) {
        say(connection, "subscribe");
    }

    /**
     * Lets a connection give the channel up.
     *
     * @param connection its receiving half
     */
    public void unsubscribe(TransportListener connection) {
        say(connection, "unsubscribe");
    }

    private void say(TransportListener connection, String action) {
        connection.onTextEnd("{\"action\":\"" + action + "\",\"channel\":\"" + CHANNEL.type() + "\",\"resource_id\":\""
                + CHANNEL.id() + "\"}");
        world.pump();
    }

    /**
     * Publishes events back to back, and lets the node send them.
     *
     * @param events how many
     */
    public void publish(int events) {
        for (int i = 0; i < events; i++) {
            var unused = node.publish(Publication.of(CHANNEL, "comment.created", COMMENT));
        }
        world.pump();
    }

    /**
     * Publishes an event, and lets the node send it.
     *
     * @param data what it says
     */
    public void publish(Payload data) {
        var unused = node.publish(Publication.of(CHANNEL, "comment.created", data));
        world.pump();
    }

    /**
     * Lets a connection say that its user looks at a page, and lets the node tell the others.
     *
     * @param connection its receiving half
     * @param page which
     */
    public void sayPresent(TransportListener connection, int page) {
        connection.onTextEnd("{\"action\":\"presence\",\"channel\":\"" + CHANNEL.type() + "\",\"resource_id\":\""
                + CHANNEL.id() + "\",\"state\":{\"status\":\"viewing\",\"page\":" + page + "}}");
        world.pump();
    }

    /**
     * Lets time pass.
     *
     * @param more how much
     */
    public void advance(Duration more) {
        world.advance(more);
    }

    /**
     * Lets time pass, with everything that happens then.
     *
     * @param more how much
     */
    public void pass(Duration more) {
        world.pass(more);
    }

    /**
     * Returns the subscribers of the channel.
     *
     * @return how many
     */
    public int subscribers() {
        return node.stats().subscriptions();
    }

    @Override
    public void close() {
        node.close();
        world.pump();
    }
}
