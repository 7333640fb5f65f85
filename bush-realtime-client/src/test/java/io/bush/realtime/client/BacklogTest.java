package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.event;
import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P12")
class BacklogTest {

    private final List<String> seen = new ArrayList<>();

    private ChannelHandle confirmed(ClientRig rig) {
        return rig.confirmed("file_a", "evt_0", it -> it.onEvent(event -> seen.add(String.valueOf(event.eventId()))));
    }

    @Test
    void handlersThatAreTooFarBehindEndTheConnectionButLoseNothingThatCame() {
        ClientRig rig = new ClientRig(it -> it.limits(ClientLimits.DEFAULT.withBacklog(3, 1024 * 1024)));
        ChannelHandle handle = confirmed(rig);
        ScriptedTransport.Socket socket = rig.transport.newest();
        for (int i = 1; i <= 5; i++) {
            socket.serverSends(event("file_a", "evt_" + i, "file.updated", "{}"));
            rig.world.pumpClient();
        }

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(rig.client.status().cause()).satisfies(it -> {
            assertThat(it.reason()).isEqualTo(Reason.BACKLOG_OVERFLOW);
            assertThat(it).hasMessageContaining("3 frames").hasMessageContaining("allowed: 3");
        });
        assertThat(socket.aborted).as("no goodbye, for we come back").isTrue();
        assertThat(socket.closedWith).isZero();
        assertThat(handle.lastReceivedEventId()).hasValue("evt_3");
        socket.serverCloses(1000, "");
        rig.world.advanceClient(Duration.ofMinutes(10));
        assertThat(rig.transport.sockets).as("none while handlers are behind").hasSize(1);
        rig.world.pump();
        rig.nextSocket();
        assertThat(seen).containsExactly("evt_1", "evt_2", "evt_3");
        assertThat(json(last(rig.establish()))
                        .at("/subscriptions/0/since_event_id")
                        .asText())
                .isEqualTo("evt_3");
    }

    @Test
    void afterTheFirstThatFoundNoRoomNoneIsLetIn() {
        ClientRig rig = new ClientRig(it -> it.limits(ClientLimits.DEFAULT.withBacklog(2, 1024 * 1024)));
        confirmed(rig);
        ScriptedTransport.Socket socket = rig.transport.newest();
        for (int i = 1; i <= 3; i++) {
            socket.serverSends(event("file_a", "evt_" + i, "file.updated", "{}"));
        }
        rig.world.pump();
        socket.serverSends(event("file_a", "evt_4", "file.updated", "{}"));
        rig.world.pump();

        assertThat(seen).containsExactly("evt_1", "evt_2");
    }

    @Test
    void bytesCountToo() {
        ClientRig rig = new ClientRig(it -> it.limits(ClientLimits.DEFAULT.withBacklog(1000, 2000)));
        confirmed(rig);
        ScriptedTransport.Socket socket = rig.transport.newest();
        String large = "\"" + "x".repeat(1200) + "\"";
        socket.serverSends(event("file_a", "evt_1", "file.updated", large));
        socket.serverSends(event("file_a", "evt_2", "file.updated", large));
        rig.world.pumpClient();

        assertThat(rig.client.status().cause())
                .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.BACKLOG_OVERFLOW));
    }

    @Test
    void whatWasHandledDroppedOrFailedMakesRoom() {
        ClientRig rig = new ClientRig(it -> it.limits(ClientLimits.DEFAULT.withBacklog(4, 4000)));
        rig.confirmed(
                "file_a",
                "evt_0",
                it -> it.onEvent(event -> {
                    seen.add(String.valueOf(event.eventId()));
                    throw new IllegalStateException("fails each time");
                }));
        ScriptedTransport.Socket socket = rig.transport.newest();
        for (int i = 1; i <= 1000; i++) {
            socket.serverSends(event("file_a", "evt_" + i, "file.updated", "{}"));
            socket.serverSends(event("file_unknown", "evt_" + i, "file.updated", "{}"));
            socket.serverSends("{\"type\":\"pong\"}");
            rig.world.pump();
        }

        assertThat(seen)
                .isEqualTo(
                        IntStream.rangeClosed(1, 1000).mapToObj(i -> "evt_" + i).toList());
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void limitsBelowOneAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientLimits.DEFAULT.withBacklog(0, 1))
                .withMessageContaining("backlogFrames is 0");
    }
}
