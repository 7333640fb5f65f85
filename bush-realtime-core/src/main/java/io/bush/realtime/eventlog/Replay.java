package io.bush.realtime.eventlog;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import java.util.List;

/** What an event log answers to "what came after this position?" (contract P2). Thread safety: immutable. */
public sealed interface Replay {

    /**
     * Returns the channel's newest position at the time of reading.
     *
     * @return the head
     */
    Position head();

    /**
     * The position is good, and these are its successors.
     *
     * @param events the direct successors without a hole, oldest first; empty when nothing was missed
     * @param head the newest position; equal to the last event's, or to the asked position, unless {@code events} is only
     *     a page
     */
    record Missed(List<Event> events, Position head) implements Replay {

        /** Copies the list. */
        public Missed {
            events = List.copyOf(events);
        }
    }

    /**
     * The position is not good for a gapless answer.
     *
     * @param reason why
     * @param head the newest position
     */
    record Gap(ResetReason reason, Position head) implements Replay {}
}
