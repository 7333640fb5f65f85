package io.bush.realtime.redis.internal.ingest;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.key.RedisKeys;
import io.bush.realtime.time.NodeRuntime;
import java.time.Duration;

/**
 * What all ingestion streams of a node share. Thread safety: as its parts.
 *
 * @param consumer this node's own name, unlike every other's
 * @param runner runs the scripts
 * @param keys names the keys
 * @param runtime the node's
 * @param log where durable events go
 * @param bus where volatile ones go
 * @param types the system's channel types
 * @param settings the figures
 */
public record IngestWorld(
        String consumer,
        ScriptRunner runner,
        RedisKeys keys,
        NodeRuntime runtime,
        EventLog log,
        Bus bus,
        ChannelTypes types,
        Settings settings) {

    /**
     * The figures.
     *
     * @param poll how long to wait when a stream was empty
     * @param lease how long a consumer has a stream from each look on: so long a dead one's is left alone
     * @param elsewhere how long to wait, about, before a stream is looked for again that another consumer has
     * @param deadEntries most entries kept that can never be published
     */
    public record Settings(Duration poll, Duration lease, Duration elsewhere, int deadEntries) {}
}
