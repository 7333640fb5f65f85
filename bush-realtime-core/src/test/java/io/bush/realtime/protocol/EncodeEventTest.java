package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.ViewClass;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events on the wire: the envelope around the ready data, once for each view class. */
@Tag("seed000-4.1")
class EncodeEventTest {

    private static final Channel FILE = new Channel("file", "file_xyz789");
    private static final Instant TIME = Instant.parse("2026-01-15T10:30:00.123456789Z");
    private static final Position POSITION =
            new Position(Position.epoch(1_768_473_000_000L, 0x1234567890L), 7, Position.tag(0xabcdef));
    private static final Payload DATA = Payload.ofJson("{\"text\":\"Füße 😀\",\"n\":[1,2.50]}");

    private final BushDialect dialect = new BushDialect();
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void a_durable_event_has_every_field_in_order() {
        Event event = new Event(content(FILE, DATA, null, "user_abc"), new Event.Entry(POSITION, "00000000", TIME));

        assertThat(text(event, ViewClass.MEMBER))
                .isEqualTo("{\"channel\":\"file\",\"resource_id\":\"file_xyz789\",\"event\":\"comment.created\","
                        + "\"event_id\":\"" + POSITION.eventId(FILE) + "\","
                        + "\"timestamp\":\"2026-01-15T10:30:00.123Z\","
                        + "\"data\":" + DATA.json() + ",\"user_id\":\"user_abc\"}");
    }

    @Test
    void a_volatile_event_has_no_event_id_and_one_without_a_cause_no_user_id() {
        assertThat(text(new Event(content(FILE, DATA, null, null), null), ViewClass.MEMBER))
                .isEqualTo("{\"channel\":\"file\",\"resource_id\":\"file_xyz789\",\"event\":\"comment.created\","
                        + "\"timestamp\":\"2026-01-15T10:30:00.123Z\",\"data\":" + DATA.json() + "}");
    }

    @Test
    void a_guest_gets_the_guest_view_or_nothing() throws JsonProcessingException {
        Payload guestData = Payload.ofJson("{\"text\":\"hidden\"}");

        assertThat(dialect.encode(new Event(content(FILE, DATA, null, null), null), ViewClass.GUEST))
                .isNull();
        Event seen = new Event(content(FILE, DATA, guestData, null), null);
        assertThat(mapper.readTree(text(seen, ViewClass.GUEST)).get("data")).isEqualTo(guestData.tree());
        assertThat(mapper.readTree(text(seen, ViewClass.MEMBER)).get("data")).isEqualTo(DATA.tree());
    }

    @Test
    void ids_that_need_escapes_stay_valid_json() throws JsonProcessingException {
        Channel odd = new Channel("file", "a\"b\\c\ud800é");
        Event event = new Event(
                content(odd, DATA, null, "\"\ud83d\ude00\ud83d"), new Event.Entry(POSITION, "00000000", TIME));
        JsonNode tree = mapper.readTree(text(event, ViewClass.MEMBER));

        assertThat(tree.get("resource_id").textValue()).isEqualTo("a\"b\\c\ufffdé");
        assertThat(tree.get("user_id").textValue()).isEqualTo("\"😀\ufffd");
        assertThat(tree.get("data")).isEqualTo(DATA.tree());
    }

    @Test
    void the_size_of_a_frame_is_its_bytes_of_utf8() {
        Frame frame = dialect.encode(new Event(content(FILE, DATA, null, null), null), ViewClass.MEMBER);

        assertThat(frame).isNotNull();
        assertThat(frame.sizeBytes())
                .isEqualTo(frame.text().getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                .isGreaterThan(frame.text().length());
    }

    private String text(Event event, ViewClass view) {
        Frame frame = dialect.encode(event, view);
        assertThat(frame).isNotNull();
        return frame.text();
    }

    private static EventContent content(
            Channel channel, Payload data, @Nullable Payload guestData, @Nullable String userId) {
        return new EventContent(channel, "comment.created", TIME, data, guestData, userId, null, null, null);
    }
}
