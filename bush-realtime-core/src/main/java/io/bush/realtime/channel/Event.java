package io.bush.realtime.channel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it travels from the log and the bus to the subscribers. Thread safety: immutable; one object is shared by
 * the log, the lanes and every subscriber.
 *
 * @param content what was published
 * @param entry its place in the log; null for a volatile event
 */
public record Event(EventContent content, @Nullable Entry entry) {

    /**
     * The place of a durable event.
     *
     * @param position where it stands
     * @param previousTag the tag of the event before it, so that a forked log is recognised (contract §3.7)
     * @param storedAt the log's own clock when it was stored, for ages and access comparisons
     */
    public record Entry(Position position, String previousTag, Instant storedAt) {

        /**
         * Tells whether this entry is the direct successor of a position.
         *
         * @param before a position of the same channel
         * @return true when epoch, offset and the chained tag all fit
         */
        public boolean follows(Position before) {
            return position.epoch().equals(before.epoch())
                    && position.offset() == before.offset() + 1
                    && previousTag.equals(before.tag());
        }
    }

    /**
     * Returns the channel.
     *
     * @return where the event was published
     */
    public Channel channel() {
        return content.channel();
    }

    /**
     * Returns the event's name.
     *
     * @return for example {@code comment.created}
     */
    public String name() {
        return content.name();
    }

    /**
     * Tells whether the event is logged and numbered.
     *
     * @return false for volatile events
     */
    public boolean durable() {
        return entry != null;
    }
}
