package io.bush.realtime.redis.kit;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingTransport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A real node over Redis with a client that everything is kept of. Thread safety: safe for use by any thread. */
public final class FollowedNode implements AutoCloseable {

    private final LiveNode live;
    private final RecordingTransport client;

    /** Starts a node whose client is subscribed to these channels, and waits until that is confirmed. */
    public FollowedNode(RedisSettings settings, List<Channel> channels) {
        live = LiveNode.over(settings);
        // Or what is published next would be before it, and never told.
        client = live.subscribe("user_a", channels.toArray(Channel[]::new));
    }

    /** Publishes an event that can be told from the others by its number. */
    public CompletionStage<PublishResult> publish(Channel channel, int number) {
        return live.node()
                .publish(Publication.of(channel, "e.x", Map.of("n", number)).idempotencyKey("k" + number));
    }

    /** What the client was told of a channel. */
    public Told told(Channel channel) {
        return Told.of(channel, client.sent());
    }

    /** The newest position of a channel, asked for now. */
    public Optional<String> head(Channel channel) {
        return Concurrently.await(live.node().position(channel));
    }

    @Override
    public void close() {
        live.close();
    }
}
