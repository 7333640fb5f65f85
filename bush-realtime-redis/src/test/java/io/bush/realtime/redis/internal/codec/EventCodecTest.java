package io.bush.realtime.redis.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final String PLACE =
            "e1" + "0123456789abcdef012345" + "000000000000042" + "89abcdef" + "01234567" + "001770000000123";
    private static final EventContent FULL = new EventContent(
            FILE,
            "comment.created",
            Instant.parse("2026-01-15T10:30:00.123Z"),
            Payload.ofJson("{\"text\":\"切り取り \uD83C\uDFAC\"}"),
            Payload.ofJson("[]"),
            "user_a",
            "conn_a",
            "user_b",
            "key");

    @Test
    void aDurableEventIsReadAsItWasWritten() throws MalformedMessageException {
        Event event = EventCodec.read(FILE, durable(FULL));

        assertThat(event.content()).isEqualTo(FULL);
        assertThat(event.entry())
                .isEqualTo(new Event.Entry(
                        new Position("0123456789abcdef012345", 42, "89abcdef"),
                        "01234567",
                        Instant.ofEpochMilli(1_770_000_000_123L)));
    }

    @Test
    void aVolatileEventIsReadAsItWasWrittenAndWhatIsAbsentStaysAbsent() throws MalformedMessageException {
        EventContent bare = bare(Payload.ofJson("null"));

        assertThat(EventCodec.read(FILE, EventCodec.volatileEvent(FULL))).isEqualTo(new Event(FULL, null));
        assertThat(EventCodec.read(FILE, EventCodec.volatileEvent(bare))).isEqualTo(new Event(bare, null));
    }

    @Test
    void lengthsOfEverySizeAreWrittenAndRead() throws MalformedMessageException {
        for (int size : new int[] {0, 1, 100, 125, 126, 127, 128, 16_381, 16_382, 16_383, 65_000}) {
            EventContent content = bare(Payload.ofJson("\"" + "x".repeat(size) + "\""));

            assertThat(EventCodec.read(FILE, EventCodec.volatileEvent(content)).content())
                    .isEqualTo(content);
        }
    }

    @Test
    void anEnvelopeAddsLittle() {
        EventContent content = bare(Payload.ofJson("{\"text\":\"" + "x".repeat(300) + "\"}"));

        assertThat(durable(content).length - content.data().sizeBytes()).isLessThan(110);
    }

    @Test
    void fieldsOfNewerNodesAreSkipped() throws MalformedMessageException {
        byte[] newer =
                new FieldWriter("", 10).text(40, "of tomorrow").number(31, 7).bytes();

        assertThat(EventCodec.read(FILE, joined(durable(FULL), newer)).content())
                .isEqualTo(FULL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}},{\"b\":2", "{\"a\":1} {}", "{", "", "{\"a\":1,}", "\"\u0001\"", "nul"})
    @Tag("P9")
    void dataThatIsNotOneJsonValueIsMalformed(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        byte[] message = EventCodec.volatileEvent(bare(Payload.ofTrusted(utf8)));

        assertThatThrownBy(() -> EventCodec.read(FILE, message)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    @Tag("P9")
    void dataThatIsNotUtf8IsMalformed() {
        byte[] cut = {'"', (byte) 0xC3, '"'};
        byte[] message = EventCodec.volatileEvent(bare(Payload.ofTrusted(cut)));

        assertThatThrownBy(() -> EventCodec.read(FILE, message)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    @Tag("P9")
    void whateverIsBrokenIsMalformedAndNothingElse() {
        Random random = new Random(1);
        byte[] good = durable(FULL);
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
            for (int flips = random.nextInt(4); flips >= 0 && bad.length > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                EventCodec.read(FILE, bad);
            } catch (MalformedMessageException expected) {
                refused++;
            }
        }
        assertThat(refused).isBetween(20_000, 49_999);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "e", "e1", "e2", "v", "x1", "{\"event\":\"comment.created\"}"})
    void whatIsNoEventIsMalformed(String text) {
        assertThatThrownBy(() -> EventCodec.read(FILE, text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static EventContent bare(Payload data) {
        return new EventContent(FILE, "a", Instant.ofEpochMilli(0), data, null, null, null, null, null);
    }

    private static byte[] durable(EventContent content) {
        return joined(PLACE.getBytes(StandardCharsets.US_ASCII), EventCodec.content(content));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
