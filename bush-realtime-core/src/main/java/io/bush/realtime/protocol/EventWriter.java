package io.bush.realtime.protocol;

import static io.bush.realtime.protocol.JsonBytes.ascii;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.ViewClass;
import org.jspecify.annotations.Nullable;

/**
 * Events as frames: the envelope spliced around the ready bytes of the data. This is the hot path of a fan-out, one array
 * of the right size and no JSON library. Thread safety: stateless.
 */
final class EventWriter {

    private static final byte[] CHANNEL = ascii("{\"channel\":");
    private static final byte[] RESOURCE_ID = ascii(",\"resource_id\":");
    private static final byte[] EVENT = ascii(",\"event\":\"");
    private static final byte[] EVENT_ID = ascii("\",\"event_id\":\"");
    private static final byte[] TIMESTAMP = ascii("\",\"timestamp\":");
    private static final byte[] DATA = ascii(",\"data\":");
    private static final byte[] USER_ID = ascii(",\"user_id\":");

    /** All the names, the quotes of four strings, the time with its quotes, and the last brace. */
    private static final int FIXED_BYTES =
            CHANNEL.length + RESOURCE_ID.length + EVENT.length + TIMESTAMP.length + DATA.length + 4 + 26 + 1;

    private EventWriter() {}

    static @Nullable Frame write(Event event, ViewClass view) {
        EventContent content = event.content();
        Payload data = content.dataFor(view);
        if (data == null) {
            return null;
        }
        Channel channel = content.channel();
        Event.Entry entry = event.entry();
        String userId = content.userId();
        int size = FIXED_BYTES
                + channel.type().length()
                + channel.id().length()
                + content.name().length()
                + (entry == null ? 0 : EVENT_ID.length + Position.ID_LENGTH)
                + data.sizeBytes()
                + (userId == null ? 0 : USER_ID.length + userId.length() + 2);
        JsonBytes out = new JsonBytes(size);
        out.raw(CHANNEL).string(channel.type());
        out.raw(RESOURCE_ID).string(channel.id());
        // Names and ids have been checked where they were made: nothing in them needs an escape.
        out.raw(EVENT).plain(content.name());
        if (entry != null) {
            out.raw(EVENT_ID).plain(entry.position().eventId(channel));
        }
        out.raw(TIMESTAMP).time(content.timestamp());
        out.raw(DATA).raw(data);
        if (userId != null) {
            out.raw(USER_ID).string(userId);
        }
        return Frame.ofUtf8(out.plain('}').finish());
    }
}
