package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.confirmation;
import static io.bush.realtime.client.ClientRig.event;
import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static io.bush.realtime.client.ClientRig.refOf;
import static io.bush.realtime.client.ClientRig.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SubscribeTest {

    private final List<SubscriptionNotice> notices = new ArrayList<>();
    private final List<String> events = new ArrayList<>();

    private void record(ChannelHandle handle) {
        handle.onConfirmed(notices::add);
        handle.onReset(notices::add);
        handle.onRejected(notices::add);
        handle.onRevoked(notices::add);
        handle.onEvent(it -> events.add(String.valueOf(it.eventId())));
    }

    @Test
    @Tag("seed000-2.3")
    void whatIsSubscribedBeforeTheConnectionLeavesInOneFrame() {
        ClientRig rig = new ClientRig();
        rig.client.subscribe("project", "proj_x");
        rig.client.subscribe(
                "file", "file_y", SubscribeOptions.since("evt_7").withEvents("comment.*", "file.>"), handle -> {});
        ScriptedTransport.Socket socket = rig.connected();

        assertThat(socket.sent).hasSize(1);
        assertThat(json(socket.sent.get(0)).get("subscriptions")).isEqualTo(json("""
                                [{"channel":"project","resource_id":"proj_x"},
                                 {"channel":"file","resource_id":"file_y","since_event_id":"evt_7",
                                  "events":["comment.*","file.>"]}]"""));
    }

    @Test
    @Tag("seed000-3.3")
    void moreThanABatchLeaveInSeveralFramesInOrder() {
        ClientRig rig = new ClientRig();
        for (int i = 0; i < 120; i++) {
            rig.client.subscribe("file", "file_" + i);
        }
        ScriptedTransport.Socket socket = rig.connected();

        List<JsonNode> batches =
                socket.sent.stream().map(it -> json(it).get("subscriptions")).toList();
        assertThat(batches).extracting(JsonNode::size).containsExactly(50, 50, 20);
        assertThat(batches.get(2).get(19).get("resource_id").asText()).isEqualTo("file_119");
    }

    @Test
    @Tag("seed000-9.4")
    void aFrameStaysBelowTheServersLimit() {
        ClientRig rig = new ClientRig();
        String[] patterns = {"a".repeat(64), "b".repeat(64), "c".repeat(64), "d".repeat(64), "e".repeat(64)};
        for (int i = 0; i < 50; i++) {
            rig.client.subscribe("file", "file_" + i, SubscribeOptions.DEFAULT.withEvents(patterns), handle -> {});
        }
        ScriptedTransport.Socket socket = rig.connected();

        assertThat(socket.sent).hasSizeGreaterThan(1).allMatch(it -> it.length() <= 16_384);
        assertThat(socket.sent.stream()
                        .mapToInt(it -> json(it).get("subscriptions").size())
                        .sum())
                .isEqualTo(50);
    }

    @Test
    void whatIsSubscribedTogetherWhileConnectedSharesAFrame() {
        ClientRig rig = new ClientRig();
        ScriptedTransport.Socket socket = rig.connected();
        rig.client.subscribe("file", "file_a");
        rig.world.pump();
        rig.client.subscribe("file", "file_b");
        rig.world.advance(Duration.ofMillis(5));

        assertThat(socket.sent).hasSize(1);
        assertThat(json(last(socket)).get("subscriptions")).hasSize(2);
    }

    @Test
    @Tag("3.4")
    void aClientThatSubscribesOneByOneStaysBelowTheRateLimit() {
        ClientRig rig = new ClientRig();
        ScriptedTransport.Socket socket = rig.connected();
        for (int i = 0; i < 30; i++) {
            rig.client.subscribe("file", "file_" + i);
            rig.world.advance(Duration.ofMillis(10));
        }
        assertThat(sent(socket, "subscribe")).hasSize(20);
        rig.world.advance(Duration.ofSeconds(30));
        assertThat(sent(socket, "subscribe"))
                .as("asked again, but not beyond the limit")
                .hasSize(20);
        socket.serverPings();
        rig.world.advance(Duration.ofSeconds(31));

        assertThat(sent(socket, "subscribe")).hasSize(21);
        assertThat(json(sent(socket, "subscribe").get(20)).get("subscriptions")).hasSize(30);
    }

    @Test
    @Tag("3.4")
    void aRateLimitedSubscribeIsTriedAgainWhenTheServerSays() {
        ClientRig rig = new ClientRig();
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("""
                {"type":"error","code":"rate_limited","message":"","ref":"%s","retry_after_ms":30000}""".formatted(refOf(last(socket))));
        rig.world.advance(Duration.ofMillis(29_999));
        assertThat(socket.sent).hasSize(1);
        rig.world.advance(Duration.ofMillis(1));
        assertThat(socket.sent).hasSize(2);
        socket.serverSends(confirmation("file_a", "evt_0", refOf(last(socket))));
        rig.world.pump();

        assertThat(notices).singleElement().isInstanceOf(Confirmed.class);
    }

    @Test
    void aRefusedFrameRejectsItsSubscriptions() {
        ClientRig rig = new ClientRig();
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("{\"type\":\"error\",\"code\":\"invalid_message\",\"message\":\"\",\"ref\":\"%s\"}"
                .formatted(refOf(last(socket))));
        rig.world.pump();

        assertThat(notices).containsExactly(new Rejected(new Channel("file", "file_a"), "invalid_message", null));
        assertThat(rig.client.subscription(new Channel("file", "file_a"))).isEmpty();
    }

    @Test
    @Tag("P1")
    void positionsFollowConfirmationEventsAndResets() {
        ClientRig rig = new ClientRig();
        ChannelHandle handle = rig.confirmed("file_a", "evt_0", this::record);
        assertThat(handle.lastEventId()).hasValue("evt_0");

        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.serverSends(event("file_a", "evt_1", "file.updated", "{}"));
        rig.world.pump();
        assertThat(handle.lastEventId()).hasValue("evt_1");

        socket.serverSends("""
                {"type":"subscription.reset","channel":"file","resource_id":"file_a","last_event_id":"evt_z0","reason":"epoch_changed"}""");
        socket.serverSends("""
                {"type":"subscription.position","channel":"file","resource_id":"file_a","last_event_id":"evt_z9"}""");
        rig.world.pump();

        assertThat(notices)
                .containsExactly(
                        new Confirmed(new Channel("file", "file_a"), "evt_0", false, 0, true),
                        new Reset(new Channel("file", "file_a"), "evt_z0", "epoch_changed"));
        assertThat(handle.lastEventId()).hasValue("evt_z9");
    }

    @Test
    void receivedAndHandledPositionsAreKeptApart() {
        ClientRig rig = new ClientRig();
        ChannelHandle handle = rig.confirmed("file_a", "evt_0", this::record);
        rig.transport.newest().serverSends(event("file_a", "evt_1", "file.updated", "{}"));
        rig.world.pumpClient();

        assertThat(handle.lastReceivedEventId()).hasValue("evt_1");
        assertThat(handle.lastEventId()).hasValue("evt_0");
        rig.world.pump();
        assertThat(handle.lastEventId()).hasValue("evt_1");
    }

    @Test
    void aVolatileEventMovesNoPosition() {
        ClientRig rig = new ClientRig();
        ChannelHandle handle = rig.confirmed("file_a", "evt_0", this::record);
        rig.transport.newest().serverSends("""
                        {"channel":"file","resource_id":"file_a","event":"upload.progress",\
                        "timestamp":"2026-01-15T10:30:00.000Z","data":{"percentage":50}}""");
        rig.world.pump();

        assertThat(events).containsExactly("null");
        assertThat(handle.lastEventId()).hasValue("evt_0");
    }

    @Test
    @Tag("7")
    void aConfirmationWithoutAPositionLeavesTheOldOne() {
        ClientRig rig = new ClientRig();
        ChannelHandle handle = rig.client.subscribe("file", "file_a", SubscribeOptions.since("evt_5"), this::record);
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("""
                {"type":"subscription.confirmed","channel":"file","resource_id":"file_a","last_event_id":null,\
                "recoverable":false,"ref":"%s"}""".formatted(refOf(last(socket))));
        rig.world.pump();

        assertThat(notices).containsExactly(new Confirmed(new Channel("file", "file_a"), null, false, 0, false));
        assertThat(handle.lastEventId()).hasValue("evt_5");
    }

    @Test
    @Tag("P5")
    void nothingOfAChannelPassesBeforeItsConfirmation() {
        ClientRig rig = new ClientRig();
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends(event("file_a", "evt_1", "file.updated", "{}"));
        socket.serverSends(confirmation("file_a", "evt_1", refOf(last(socket))));
        socket.serverSends(event("file_a", "evt_2", "file.updated", "{}"));
        socket.serverSends(event("file_b", "evt_9", "file.updated", "{}"));
        rig.world.pump();

        assertThat(events).containsExactly("evt_2");
    }

    @Test
    void aRejectedSubscriptionIsOver() {
        ClientRig rig = new ClientRig();
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("""
                {"type":"subscription.rejected","channel":"file","resource_id":"file_a",\
                "reason":"insufficient_permissions","ref":"%s"}""".formatted(refOf(last(socket))));
        rig.world.pump();

        assertThat(notices)
                .containsExactly(new Rejected(new Channel("file", "file_a"), "insufficient_permissions", null));
        rig.subscribe("file", "file_a", handle -> {});
        rig.world.advance(Duration.ofMillis(5));
        assertThat(socket.sent).hasSize(2);
    }

    @Test
    @Tag("P5")
    void aRevokedSubscriptionIsOver() {
        ClientRig rig = new ClientRig();
        rig.confirmed("file_a", "evt_0", this::record);
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.serverSends("""
                {"type":"subscription.revoked","channel":"file","resource_id":"file_a","reason":"permissions_changed"}""");
        socket.serverSends(event("file_a", "evt_1", "file.updated", "{}"));
        rig.world.pump();

        assertThat(notices).last().isEqualTo(new Revoked(new Channel("file", "file_a"), "permissions_changed"));
        assertThat(events).isEmpty();
    }

    @Test
    @Tag("seed000-8.2")
    void aNewConnectionAsksForEverythingFromWhereItHadCome() {
        ClientRig rig = new ClientRig();
        rig.confirmed("file_a", "evt_0", this::record);
        rig.transport.newest().serverSends(event("file_a", "evt_1", "file.updated", "{}"));
        rig.transport.newest().serverCloses(1006, "");
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.connected();

        assertThat(json(last(socket)).get("subscriptions")).isEqualTo(json("""
                                [{"channel":"file","resource_id":"file_a","since_event_id":"evt_1"}]"""));
    }

    @Test
    void aSecondSubscriptionToAChannelIsRefused() {
        ClientRig rig = new ClientRig();
        ChannelHandle handle = rig.client.subscribe("file", "file_a");

        assertThatIllegalStateException()
                .isThrownBy(() -> rig.client.subscribe("file", "file_a"))
                .withMessageContaining("file:file_a");
        assertThat(rig.client.subscription(new Channel("file", "file_a"))).hasValue(handle);
    }

    @Test
    void impossibleNamesAndPatternsAreRefusedWithTheirValue() {
        ClientRig rig = new ClientRig();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> rig.client.subscribe("file", "file a"))
                .withMessageContaining("'file a'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubscribeOptions.DEFAULT.withEvents("Comment.*"))
                .withMessageContaining("'Comment.*'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubscribeOptions.DEFAULT.withEvents(
                        new String[] {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}))
                .withMessageContaining("11 event patterns");
    }
}
