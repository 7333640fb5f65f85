package io.bush.realtime.eventlog;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The numbered, bounded past of every channel (contract P2, P4, §3.7).
 *
 * <p>Order: events of a channel get offsets 1, 2, 3, … of its epoch in the order in which they were stored, each naming
 * the tag of the one before. Atomicity: numbering, storing, trimming and announcing on the bus are one step; no reader
 * and no listener ever sees one without the others. Delivery: announced events of a channel reach the bus in offset
 * order. A stage completes within the back end's own time-out; it may complete on any thread, also inline. Thread safety:
 * implementations must allow any thread.
 */
public interface EventLog {

    /**
     * Stores and announces an event.
     *
     * @param content what to store
     * @param retention what to keep of this channel
     * @param idempotencyKey when an event was stored under this key in this channel in the last 5 minutes, nothing
     *     happens and its position is returned; null for none
     * @return what became of it; the stage itself does not fail
     */
    CompletionStage<AppendResult> append(EventContent content, Retention retention, @Nullable String idempotencyKey);

    /**
     * Reads what came after a position.
     *
     * @param channel the channel
     * @param after a position somebody claims to have seen
     * @param retention what is kept of this channel
     * @param limit how much to return
     * @return direct successors, or why there is a gap
     */
    CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit);

    /**
     * Returns the newest positions and keeps them remembered for their retention's head age from now. A channel without
     * any past gets a new epoch and offset 0.
     *
     * @param channels the channels
     * @param retention what is kept of them
     * @return one position for each channel, in the same order
     */
    CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention);

    /**
     * Begins a new epoch, so that nobody takes a position from before for a good one: the log is emptied and its head
     * stands at offset 0. Unless the present epoch was itself begun less than a while ago, by the store's clock: then
     * nothing happens, whoever asks. What is remembered of idempotency keys stays.
     *
     * <p>In the same step in which an epoch is begun, every node that is subscribed to the channel hears
     * {@link io.bush.realtime.bus.BusListener#onMaybeLost}.
     *
     * @param channel the channel
     * @param retention what is kept of it
     * @param age an epoch begun less than this ago stays; not negative
     * @return the head then in force: offset 0 of the new epoch, or wherever the young one has got to
     */
    CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age);
}
