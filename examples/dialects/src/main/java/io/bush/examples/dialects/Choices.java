package io.bush.examples.dialects;

import io.bush.examples.dialects.activity.Typing;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.backplane.Backplane;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen.
 *
 * @param backplane what the nodes share
 * @param figures the node's settings
 * @param typing how long typing holds
 * @param absence how long a user may be away without being offline
 * @param nats where seed 003's events come from, {@code nats://host:4222}; null for nowhere but here
 * @param natsRetry how long to wait before the next try, when it is away
 */
public record Choices(
        Backplane.Factory backplane,
        RealtimeSettings figures,
        Duration typing,
        Duration absence,
        @Nullable String nats,
        Duration natsRetry) {

    /** One node; the strictest of what the seeds say, which is one hub for all. */
    public static final Choices DEFAULT = new Choices(
            Backplane.inMemory(),
            Figures.OF_THE_SEEDS,
            Typing.TIME_TO_LIVE,
            Duration.ofSeconds(2),
            null,
            Duration.ofSeconds(2));

    /** Returns this over something else that the nodes share. */
    public Choices over(Backplane.Factory shared) {
        return new Choices(shared, figures, typing, absence, nats, natsRetry);
    }

    /** Returns this with other settings of the node. */
    public Choices with(RealtimeSettings changed) {
        return new Choices(backplane, changed, typing, absence, nats, natsRetry);
    }

    /** Returns this with other times of what people do. */
    public Choices withTimes(Duration typingHolds, Duration mayBeAway) {
        return new Choices(backplane, figures, typingHolds, mayBeAway, nats, natsRetry);
    }

    /** Returns this with a NATS server that events come from. */
    public Choices following(@Nullable String address, Duration retry) {
        return new Choices(backplane, figures, typing, absence, address, retry);
    }
}
