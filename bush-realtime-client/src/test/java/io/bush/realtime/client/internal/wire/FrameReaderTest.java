package io.bush.realtime.client.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.internal.wire.ServerFrame.Limits;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    @Test
    void readsAnEventWithEverythingAroundItsData() throws InvalidFrameException {
        String text = """
                {"channel":"file","resource_id":"file_a","event":"comment.created","event_id":"evt_1",\
                "timestamp":"2026-01-15T10:30:00.123Z","user_id":"user_b","data":{"text":"hi"},"new":1}""";
        assertThat(FrameReader.read(text)).isInstanceOfSatisfying(ServerFrame.Event.class, it -> {
            assertThat(it.event().channel()).isEqualTo(new Channel("file", "file_a"));
            assertThat(it.event().event()).isEqualTo("comment.created");
            assertThat(it.event().eventId()).isEqualTo("evt_1");
            assertThat(it.event().timestamp()).isEqualTo(Instant.parse("2026-01-15T10:30:00.123Z"));
            assertThat(it.event().userId()).isEqualTo("user_b");
            assertThat(it.event().data().get("text").asText()).isEqualTo("hi");
            assertThat(it.event().text()).isEqualTo(text);
        });
    }

    @Test
    void readsAConfirmationWithItsMarkAndRecovery() throws InvalidFrameException {
        assertThat(FrameReader.read("""
                        {"type":"subscription.confirmed","ref":"r1","channel":"file","resource_id":"file_a",\
                        "last_event_id":"evt_5","recovered":true,"replayed":3}""")).isInstanceOfSatisfying(ServerFrame.Notice.class, it -> {
            assertThat(it.ref()).isEqualTo("r1");
            assertThat(it.notice()).isEqualTo(new Confirmed(new Channel("file", "file_a"), "evt_5", true, 3, true));
        });
    }

    @Test
    void limitsTheServerDoesNotStateAreTheContracts() throws InvalidFrameException {
        assertThat(FrameReader.read("{\"type\":\"connection.established\",\"limits\":{\"max_batch\":7}}"))
                .isInstanceOfSatisfying(
                        ServerFrame.Established.class,
                        it -> assertThat(it.limits()).isEqualTo(new Limits(16_384, 7, 100, 20, 10, 5, 10)));
    }

    @Test
    void anUnknownTypeWithAnImpossibleChannelIsNoFault() throws InvalidFrameException {
        assertThat(FrameReader.read("{\"type\":\"new\",\"channel\":\"a b\",\"resource_id\":\"\"}"))
                .isInstanceOf(ServerFrame.Other.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"evil\"",
                "{\"event\":\"a\"} trailing",
                "{\"event\":\"evil\"}",
                "{\"event\":\"evil\",\"channel\":\"file\",\"resource_id\":\"file_a\"}",
                "{\"event\":\"evil\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"timestamp\":\"evil\"}",
                "{\"type\":\"subscription.confirmed\",\"channel\":\"evil\"}",
                "{\"type\":\"subscription.position\",\"channel\":\"file\",\"resource_id\":\"file_a\"}",
                "{\"type\":\"error\"}"
            })
    void whatIsNoFrameIsRefusedWithoutBeingRepeated(String text) {
        assertThatThrownBy(() -> FrameReader.read(text))
                .isInstanceOf(InvalidFrameException.class)
                .message()
                .doesNotContain("evil");
    }
}
