package io.bush.realtime.redis;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;

/** The code of docs/embedding.md about several nodes; {@link RedisEmbeddingTest} runs it. */
final class RedisEmbedding {

    private RedisEmbedding() {}

    // tag::node[]
    static RealtimeNode node(RealtimeNodeBuilder application, String redis) {
        return application
                .backplane(RedisBackplane.with(RedisSettings.of(redis).withPrefix("review")))
                .build(); // a RedisStartException names the setting that is wrong
    }
    // end::node[]
}
