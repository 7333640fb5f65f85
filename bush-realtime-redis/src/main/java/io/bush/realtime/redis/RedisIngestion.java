package io.bush.realtime.redis;

import io.bush.realtime.channel.ChannelTypes;
import java.time.Duration;
import java.util.Objects;

/**
 * That a node publishes what others put into the ingestion streams (contract §6, docs/ingestion.md). Any number of nodes may;
 * each stream has one of them at a time. Thread safety: immutable.
 *
 * @param types the channel types that entries may name: those of the node
 * @param poll how long to wait when a stream was empty, 10 ms to 1 min; default 100 ms
 * @param deadEntries most entries kept that can never be published, about, 1 to 1,000,000; default 10,000
 */
public record RedisIngestion(ChannelTypes types, Duration poll, int deadEntries) {

    /** Refuses values outside the ranges; the message names the setting, the value and the range. */
    public RedisIngestion {
        Objects.requireNonNull(types, "types");
        if (poll.compareTo(Duration.ofMillis(10)) < 0 || poll.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException("redis.ingestion.poll is " + poll + ", allowed: PT0.01S to PT1M");
        }
        if (deadEntries < 1 || deadEntries > 1_000_000) {
            throw new IllegalArgumentException(
                    "redis.ingestion.deadEntries is " + deadEntries + ", allowed: 1 to 1000000");
        }
    }

    /**
     * Returns the defaults.
     *
     * @param types the channel types that entries may name
     * @return looks every 100 ms, keeps about 10,000 entries that can never be published
     */
    public static RedisIngestion of(ChannelTypes types) {
        return new RedisIngestion(types, Duration.ofMillis(100), 10_000);
    }
}
