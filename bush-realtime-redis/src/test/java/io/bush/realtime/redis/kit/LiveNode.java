package io.bush.realtime.redis.kit;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.time.SystemTime;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole node over Redis, on real time, to whom everybody may subscribe. Thread safety: as the node. */
public final class LiveNode implements AutoCloseable {

    /** How long anything may take on a busy machine. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    /** Its clients answer no pings. Sentinels alone may take longer for a failover than whoever says nothing is kept. */
    private static final Heartbeat PATIENT = new Heartbeat(Duration.ofMinutes(10), 10);

    private final SystemTime time = SystemTime.start(1);
    private final RealtimeNode node;

    private LiveNode(RedisSettings settings) {
        node = RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(
                        new Authentication(new Principal.Member(credentials.token(), null, null), null)))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow("all")))
                .settings(RealtimeSettings.DEFAULT.with(PATIENT))
                .backplane(RedisBackplane.with(settings))
                .build();
    }

    /** Starts a node. */
    public static LiveNode over(RedisSettings settings) {
        return new LiveNode(settings);
    }

    /** The node. */
    public RealtimeNode node() {
        return node;
    }

    /** Connects a user and waits until each channel is confirmed; returns what the user is sent. */
    public RecordingTransport subscribe(String user, Channel... channels) {
        RecordingTransport transport = new RecordingTransport(time, Completing.INLINE);
        TransportListener wire = node.gate()
                .open(new Handshake("192.0.2.7", "/cable", Map.of(), Map.of("token", List.of(user))), transport);
        transport.await("connection.established", DEADLINE);
        for (Channel channel : channels) {
            subscribe(wire, transport, channel);
        }
        return transport;
    }

    private static void subscribe(TransportListener wire, RecordingTransport transport, Channel channel) {
        String subscribe = "{\"action\":\"subscribe\",\"channel\":\"" + channel.type() + "\",\"resource_id\":\""
                + channel.id() + "\"}";
        int confirmed = transport.frames("subscription.confirmed").size();
        AtomicInteger refused =
                new AtomicInteger(transport.frames("subscription.rejected").size());
        wire.onTextEnd(subscribe);
        Until.holds("subscribed", () -> {
            // Again, when Redis did not answer in time.
            if (transport.frames("subscription.rejected").size() > refused.get()) {
                refused.incrementAndGet();
                wire.onTextEnd(subscribe);
            }
            return transport.frames("subscription.confirmed").size() > confirmed;
        });
    }

    @Override
    public void close() {
        node.close();
        time.close();
    }
}
