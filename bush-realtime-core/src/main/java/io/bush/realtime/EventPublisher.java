package io.bush.realtime;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventType;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.internal.connection.Counters;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.BushDialect;
import io.bush.realtime.time.Clock;
import java.util.concurrent.CompletionStage;

/**
 * Where events are published (contract P4): a {@link RealtimeNode}, or a process that has none, such as a batch job.
 *
 * <p>The order of publishing is the order of a channel's events, whoever publishes; of several publishers each keeps its own.
 * Thread safety: safe for use by any thread.
 */
public interface EventPublisher {

    /**
     * Returns a publisher without a node: the same checks, limits and options, and nobody to deliver to itself. What was
     * certainly not sent is {@link PublishResult.Cause#UNAVAILABLE}, never {@link PublishResult.LocalOnly}.
     *
     * @param log where durable events go
     * @param bus where volatile events go; nobody listens to it
     * @param types the channel types, as the nodes have them
     * @param mapper writes events' data
     * @param clock gives events their timestamps
     * @return the publisher; it ends with its log and bus
     */
    static EventPublisher over(EventLog log, Bus bus, ChannelTypes types, ObjectMapper mapper, Clock clock) {
        Publisher publisher = new Publisher(
                log,
                bus,
                (content, delivery) -> false,
                types,
                mapper,
                new BushDialect(),
                clock,
                RealtimeListener.NONE,
                new Counters());
        return publisher::publish;
    }

    /**
     * Publishes an event (contract P4). Call it after the transaction that caused it is committed; what a crash loses
     * between the two only an outbox can save, see docs/embedding.md.
     *
     * @param publication what and where
     * @return what became of it; the stage does not fail
     * @throws IllegalArgumentException at once, when the channel's type is unknown, its id or the event's name is malformed,
     *     or the data cannot be written as JSON
     */
    CompletionStage<PublishResult> publish(Publication publication);

    /**
     * Publishes an event of a known type without options.
     *
     * @param <T> the payload's class
     * @param channel where to
     * @param type the type
     * @param data the payload
     * @return as {@link #publish(Publication)}
     */
    default <T> CompletionStage<PublishResult> publish(Channel channel, EventType<T> type, T data) {
        return publish(Publication.of(channel, type, data));
    }

    /**
     * Publishes an event on a user's own channel (contract §4).
     *
     * @param <T> the payload's class
     * @param userResourceId the id of the {@code user} channel, {@code user_…}
     * @param type the type
     * @param data the payload
     * @return as {@link #publish(Publication)}
     */
    default <T> CompletionStage<PublishResult> sendToUser(String userResourceId, EventType<T> type, T data) {
        return publish(new Channel("user", userResourceId), type, data);
    }
}
