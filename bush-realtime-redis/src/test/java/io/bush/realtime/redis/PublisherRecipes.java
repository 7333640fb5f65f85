package io.bush.realtime.redis;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What docs/ingestion.md shows. */
final class PublisherRecipes {

    private PublisherRecipes() {}

    // tag::job[]
    /** Announces to whoever looks at a file that it has expired; returns the files of which that is not certain. */
    static List<String> announceExpired(String redis, String run, List<String> files) {
        List<String> notCertain = new ArrayList<>();
        try (RedisPublisher publisher = RedisPublisher.open(RedisSettings.of(redis), ChannelTypes.defaults())) {
            for (String file : files) {
                Publication event = Publication.of(new Channel("file", file), "file.expired", Map.of("id", file))
                        .idempotencyKey(run + "-" + file);
                PublishResult result =
                        publisher.publish(event).toCompletableFuture().join();
                if (!(result instanceof PublishResult.Durable)) {
                    notCertain.add(file); // call again with these, in the same run
                }
            }
        }
        return notCertain;
    }
    // end::job[]

    // tag::ingest[]
    static RealtimeNodeBuilder ingesting(RealtimeNodeBuilder node, String redis) {
        return node.backplane(
                RedisBackplane.with(RedisSettings.of(redis).with(RedisIngestion.of(ChannelTypes.defaults()))));
    }
    // end::ingest[]
}
