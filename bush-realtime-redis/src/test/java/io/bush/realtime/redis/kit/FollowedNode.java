package io.bush.realtime.redis.kit;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.time.SystemTime;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.TransportListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A real node over Redis with a client that everything is kept of. Thread safety: safe for use by any thread. */
public final class FollowedNode implements AutoCloseable {

    private final SystemTime time = SystemTime.start(1);
    private final RealtimeNode node;
    private final RecordingTransport client = new RecordingTransport(time, Completing.INLINE);

    /** Starts a node whose client is subscribed to these channels, and waits until that is confirmed. */
    public FollowedNode(RedisSettings settings, List<Channel> channels) {
        node = RealtimeNode.builder()
                .authenticator(credentials -> CompletableFuture.completedFuture(
                        new Authentication(new Principal.Member(credentials.token(), credentials.token(), null), null)))
                .authorizer((principal, channel) -> CompletableFuture.completedFuture(Grant.allow()))
                .backplane(RedisBackplane.with(settings))
                .build();
        TransportListener socket = node.gate()
                .open(new Handshake("192.0.2.7", "/cable", Map.of(), Map.of("token", List.of("user_a"))), client);
        client.await("connection.established", Concurrently.DEADLINE);
        for (int i = 0; i < channels.size(); i++) {
            int confirmed = i + 1;
            String subscribe =
                    "{\"action\":\"subscribe\",\"channel\":\"" + channels.get(i).type() + "\",\"resource_id\":\""
                            + channels.get(i).id() + "\"}";
            int refused = client.frames("subscription.rejected").size();
            AtomicInteger asked = new AtomicInteger();
            // Or what is published next would be before it, and never told.
            Until.holds("subscribed", () -> {
                // Again, when Redis did not answer in time.
                if (client.frames("subscription.rejected").size() - refused == asked.get()) {
                    asked.incrementAndGet();
                    socket.onTextEnd(subscribe);
                }
                return client.frames("subscription.confirmed").size() == confirmed;
            });
        }
    }

    /** Publishes an event that can be told from the others by its number. */
    public CompletionStage<PublishResult> publish(Channel channel, int number) {
        return node.publish(Publication.of(channel, "e.x", Map.of("n", number)).idempotencyKey("k" + number));
    }

    /** What the client was told of a channel. */
    public Told told(Channel channel) {
        return Told.of(channel, client.sent());
    }

    /** The newest position of a channel, asked for now. */
    public Optional<String> head(Channel channel) {
        return Concurrently.await(node.position(channel));
    }

    @Override
    public void close() {
        node.close();
        time.close();
    }
}
