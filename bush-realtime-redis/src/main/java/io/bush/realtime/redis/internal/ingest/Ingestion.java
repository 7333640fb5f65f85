package io.bush.realtime.redis.internal.ingest;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.redis.internal.key.RedisKeys;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Publishes what others put into the ingestion streams (contract §6): {@value #STREAMS} streams, each with one consumer among
 * all nodes at a time, so that the events of a channel keep the order in which they were added. Thread safety: safe for use by
 * any thread.
 */
public final class Ingestion {

    /** How many streams there are. */
    public static final int STREAMS = 16;

    private final List<IngestStream> streams;

    /**
     * Makes the ingestion of a node; {@link #start} begins.
     *
     * @param world what its streams share
     */
    public Ingestion(IngestWorld world) {
        streams = IntStream.range(0, STREAMS)
                .mapToObj(number -> new IngestStream(number, world))
                .toList();
    }

    /**
     * Returns the stream a channel's events belong into: CRC16 of its name {@code type:id}, modulo {@value #STREAMS};
     * {@code CLUSTER KEYSLOT} modulo 16 gives the same.
     *
     * @param channel the channel
     * @return 0 to 15
     */
    public static int streamOf(Channel channel) {
        return RedisKeys.crc16(channel.name()) % STREAMS;
    }

    /** Begins to consume what no other node has. */
    public void start() {
        streams.forEach(IngestStream::start);
    }

    /**
     * Stops, and gives every stream back.
     *
     * @return completes when they are given back, or it cannot be done; does not fail
     */
    public CompletionStage<Void> close() {
        CompletableFuture<?>[] given = streams.stream()
                .map(stream -> stream.close().handle((done, failure) -> null).toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(given);
    }
}
