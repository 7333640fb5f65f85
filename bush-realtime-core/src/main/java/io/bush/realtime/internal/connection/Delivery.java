package io.bush.realtime.internal.connection;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one subscriber gets in one round of a channel: usually shared by many. Thread safety: immutable.
 *
 * @param batch all frames together
 * @param keys for each frame its conflation key, or null; null when no frame has one
 * @param durable whether a durable event is among them
 */
public record Delivery(FrameBatch batch, @Nullable List<@Nullable String> keys, boolean durable) {

    /**
     * A delivery of durable events only.
     *
     * @param frames one or more frames
     * @return the delivery
     */
    public static Delivery ofDurable(List<Frame> frames) {
        return new Delivery(FrameBatch.of(frames), null, true);
    }
}
