package io.bush.examples.dialects.linear;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage.RejectReason;
import io.bush.realtime.protocol.ServerMessage.SubscriptionRejected;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a room is refused with; how it comes to that is seen over sockets elsewhere. */
@Tag("seed001")
class LinearDialectTest {

    private static final Channel ROOM = new Channel("issue", "issue_789");

    private final LinearDialect dialect =
            new LinearDialect(Clock.fixed(Instant.parse("2026-01-15T10:30:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource({
        "INSUFFICIENT_PERMISSIONS, FORBIDDEN",
        "SUBSCRIPTION_LIMIT_EXCEEDED, ROOM_LIMIT_EXCEEDED",
        "INVALID_RESOURCE_ID, INVALID_MESSAGE",
        "UNKNOWN_CHANNEL, INVALID_MESSAGE",
        "DUPLICATE, INVALID_MESSAGE",
        "TEMPORARILY_UNAVAILABLE, UNKNOWN_ERROR"
    })
    void aRefusedRoomIsAnErrorWithItsCodeThatNamesTheRoom(RejectReason reason, String code) throws Exception {
        Frame frame = Objects.requireNonNull(dialect.encode(new SubscriptionRejected(null, ROOM, reason, null)));

        JsonNode json = new JsonMapper().readTree(frame.text());
        assertThat(json.path("type").asText()).isEqualTo("error");
        assertThat(json.at("/payload/code").asText()).isEqualTo(code);
        assertThat(json.at("/payload/room").asText()).isEqualTo("issue:issue_789");
        assertThat(json.path("timestamp").asText()).isEqualTo("2026-01-15T10:30:00.000Z");
    }

    @Test
    void aRequestThatALaterOneTookThePlaceOfHasNoAnswerOfItsOwn() {
        assertThat(dialect.encode(new SubscriptionRejected(null, ROOM, RejectReason.SUPERSEDED, null)))
                .isNull();
    }
}
