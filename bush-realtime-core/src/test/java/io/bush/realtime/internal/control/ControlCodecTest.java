package io.bush.realtime.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.control.ControlEntry.Sent;
import io.bush.realtime.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("contract-3.9")
class ControlCodecTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    static List<ControlEntry> entries() {
        Position last = new Position(Position.epoch(1, 2), 7, Position.tag(3));
        return List.of(
                new ControlEntry.PermissionsChanged(AccessSelector.user("user_a")),
                new ControlEntry.PermissionsChanged(AccessSelector.tag("project:\"ü\"")),
                new ControlEntry.Revoked(AccessSelector.tag("project:proj_x")),
                new ControlEntry.Revoked(AccessSelector.channel(FILE)),
                new ControlEntry.ChannelClosed(FILE, last),
                new ControlEntry.ChannelClosed(FILE, null),
                new ControlEntry.UserDisconnected("user_a", CloseCode.FORBIDDEN),
                new ControlEntry.AnythingChanged());
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyEntryIsReadAsItWasWritten(ControlEntry entry) {
        Sent sent = new Sent("node_1", 12, entry);

        assertThat(ControlCodec.read(ControlCodec.write(ControlLog.CHANNEL, sent, NOW)))
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @Tag("P6")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "planet_lost|{\"origin\":\"node_1\",\"number\":1}",
                "revoked|{\"origin\":\"node_1\",\"number\":1}",
                "revoked|{\"origin\":\"node_1\",\"number\":1,\"user\":7}",
                "revoked|{\"user\":\"user_a\"}",
                "revoked|[]",
                "revoked|{",
                "channel_closed|{\"origin\":\"n\",\"number\":1,\"channel\":\"file\",\"resource_id\":\"f\",\"last\":\"evt_x\"}",
                "user_disconnected|{\"origin\":\"n\",\"number\":1,\"user\":\"user_a\",\"code\":\"NO_SUCH_CODE\"}"
            })
    void whatIsNotUnderstoodMayBeAnything(String name, String json) {
        Payload payload = Payload.ofTrusted(json.getBytes(StandardCharsets.UTF_8));
        EventContent content = new EventContent(ControlLog.CHANNEL, name, NOW, payload, null, null, null, null, null);

        assertThat(ControlCodec.read(content).entry()).isEqualTo(new ControlEntry.AnythingChanged());
    }
}
