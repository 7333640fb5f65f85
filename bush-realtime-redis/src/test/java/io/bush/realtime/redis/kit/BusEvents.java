package io.bush.realtime.redis.kit;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import java.time.Instant;

/** Events to send over a bus, told apart by a number. */
public final class BusEvents {

    private BusEvents() {}

    /** What to store in the log. */
    public static EventContent content(Channel channel, int number) {
        return content(channel, Integer.toString(number));
    }

    /** What to store in the log, with any JSON. */
    public static EventContent content(Channel channel, String json) {
        return new EventContent(
                channel,
                "comment.created",
                Instant.parse("2026-01-15T10:30:00.123Z"),
                Payload.ofJson(json),
                null,
                null,
                null,
                null,
                null);
    }

    /** What to announce. */
    public static Event announcement(Channel channel, int number) {
        return new Event(content(channel, number), null);
    }

    /** The number of an event of this class. */
    public static int number(Event event) {
        return Integer.parseInt(event.content().data().json());
    }
}
