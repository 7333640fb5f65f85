package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.confirmation;
import static io.bush.realtime.client.ClientRig.event;
import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static io.bush.realtime.client.ClientRig.refOf;
import static io.bush.realtime.client.ClientRig.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscriptionNotice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How subscriptions survive connections. */
class RecoverTest {

    private final ClientRig rig = new ClientRig();
    private final List<String> seen = new ArrayList<>();
    private final List<SubscriptionNotice> ends = new ArrayList<>();

    private void record(ChannelHandle handle) {
        handle.onEvent(it -> seen.add(String.valueOf(it.eventId())));
        handle.onReset(it -> seen.add("reset " + it.reason()));
        handle.onRejected(ends::add);
        handle.onRevoked(ends::add);
    }

    private static void rejectForNow(ScriptedTransport.Socket socket, String id, long retryAfterMillis) {
        socket.serverSends("""
                {"type":"subscription.rejected","channel":"file","resource_id":"%s","ref":"%s",\
                "reason":"temporarily_unavailable","retry_after_ms":%d}""".formatted(
                id,
                refOf(sent(socket, "subscribe").get(sent(socket, "subscribe").size() - 1)),
                retryAfterMillis));
    }

    private static JsonNode asked(ScriptedTransport.Socket socket, int frame) {
        return json(sent(socket, "subscribe").get(frame)).get("subscriptions");
    }

    @Test
    @Tag("3.4")
    void fiftyChannelsAreAskedForInOneFrameAfterAReconnect() {
        for (int i = 0; i < 50; i++) {
            rig.client.subscribe("file", "file_" + i);
        }
        ScriptedTransport.Socket socket = rig.connected();
        for (int i = 0; i < 50; i++) {
            socket.serverSends(confirmation("file_" + i, "evt_" + i, refOf(socket.sent.get(0))));
        }
        socket.serverCloses(1006, "");
        rig.nextSocket();
        ScriptedTransport.Socket next = rig.establish();

        assertThat(next.sent).hasSize(1);
        assertThat(StreamSupport.stream(asked(next, 0).spliterator(), false)
                        .map(it -> it.get("since_event_id").asText()))
                .hasSize(50)
                .startsWith("evt_0")
                .endsWith("evt_49");
    }

    @Test
    @Tag("P12")
    void whatWasReceivedIsDeliveredAndNotAskedForAgain() {
        ChannelHandle handle = rig.confirmed("file_a", "evt_0", this::record);
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.serverSends(event("file_a", "evt_1", "x.y", "{}"));
        socket.serverSends(event("file_a", "evt_2", "x.y", "{}"));
        rig.world.pumpClient();
        assertThat(handle.lastEventId()).hasValue("evt_0");
        socket.serverCloses(1006, "");
        rig.world.pumpClient();
        rig.world.advanceClient(Duration.ofSeconds(2));
        rig.world.pump();
        ScriptedTransport.Socket next = rig.establish();

        assertThat(seen).containsExactly("evt_1", "evt_2");
        assertThat(asked(next, 0).get(0).get("since_event_id").asText()).isEqualTo("evt_2");
        assertThat(handle.lastEventId()).hasValue("evt_2");
    }

    @Test
    @Tag("P12")
    void anEventThatComesTwiceIsDeliveredOnce() {
        ChannelHandle handle = rig.confirmed("file_a", "evt_0", this::record);
        ScriptedTransport.Socket socket = rig.transport.newest();
        for (String id : List.of("evt_1", "evt_2", "evt_1", "evt_2", "evt_0", "evt_3")) {
            socket.serverSends(event("file_a", id, "x.y", "{}"));
        }
        rig.world.pump();
        assertThat(seen).containsExactly("evt_1", "evt_2", "evt_3");
        socket.serverCloses(1006, "");
        rig.nextSocket();
        ScriptedTransport.Socket next = rig.establish();
        next.serverSends(confirmation("file_a", "evt_1", refOf(last(next))));
        for (String id : List.of("evt_2", "evt_3", "evt_4")) {
            next.serverSends(event("file_a", id, "x.y", "{}"));
        }
        rig.world.pump();

        assertThat(seen).containsExactly("evt_1", "evt_2", "evt_3", "evt_4");
        assertThat(handle.lastEventId()).hasValue("evt_4");
    }

    @Test
    void aResetTellsTheApplicationAndTheNextConnectionGoesOnFromIt() {
        rig.confirmed("file_a", "evt_0", this::record);
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.serverSends("""
                {"type":"subscription.reset","channel":"file","resource_id":"file_a","last_event_id":"evt_z0","reason":"expired"}""");
        socket.serverSends(event("file_a", "evt_z1", "x.y", "{}"));
        socket.serverCloses(1006, "");
        rig.nextSocket();

        assertThat(seen).containsExactly("reset expired", "evt_z1");
        assertThat(asked(rig.establish(), 0).get(0).get("since_event_id").asText())
                .isEqualTo("evt_z1");
    }

    @Test
    @Tag("P1")
    @Tag("P12")
    void aResetThatIsLostBehindItsConfirmationIsAskedForAgain() {
        ChannelHandle handle = rig.confirmed("file_a", "evt_0", this::record);
        rig.transport.newest().serverCloses(1006, "");
        rig.nextSocket();
        ScriptedTransport.Socket cut = rig.establish();
        cut.serverSends(confirmation("file_a", "evt_z0", refOf(last(cut))));
        cut.serverCloses(1006, "");
        rig.nextSocket();
        ScriptedTransport.Socket whole = rig.establish();

        assertThat(asked(whole, 0).get(0).get("since_event_id").asText()).isEqualTo("evt_0");
        assertThat(handle.lastEventId()).contains("evt_0");
        whole.serverSends(confirmation("file_a", "evt_z1", refOf(last(whole))));
        whole.serverSends("""
                {"type":"subscription.reset","channel":"file","resource_id":"file_a","last_event_id":"evt_z1","reason":"expired"}""");
        rig.world.pump();
        assertThat(seen).containsExactly("reset expired");
        assertThat(handle.lastEventId()).contains("evt_z1");
    }

    @Test
    @Tag("P12")
    void aRejectionForNowIsAskedAgainWhenTheServerSays() {
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Socket socket = rig.connected();
        rejectForNow(socket, "file_a", 5000);
        rig.world.advance(Duration.ofMillis(5499));
        assertThat(sent(socket, "subscribe")).hasSize(1);
        rig.world.advance(Duration.ofMillis(1));
        assertThat(sent(socket, "subscribe")).hasSize(2);
        socket.serverSends(confirmation("file_a", "evt_0", refOf(last(socket))));
        socket.serverSends(event("file_a", "evt_1", "x.y", "{}"));
        rig.world.pump();

        assertThat(seen).containsExactly("evt_1");
        assertThat(ends).isEmpty();
    }

    @Test
    @Tag("3.4")
    void manyRejectionsForNowAreAskedAgainTogetherAndWithGrowingPauses() {
        for (int i = 0; i < 50; i++) {
            rig.subscribe("file", "file_" + i, this::record);
        }
        ScriptedTransport.Socket socket = rig.connected();
        List<Long> pauses = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            assertThat(asked(socket, round)).hasSize(50);
            for (int i = 0; i < 50; i++) {
                rejectForNow(socket, "file_" + i, 100 + i);
            }
            Duration start = rig.world.elapsed();
            while (sent(socket, "subscribe").size() == round + 1) {
                socket.serverPings();
                rig.world.advance(Duration.ofMillis(500));
            }
            pauses.add(rig.world.elapsed().minus(start).toMillis());
        }

        assertThat(pauses).containsExactly(1500L, 2500L, 4500L, 8500L, 16_500L, 30_500L, 30_500L, 30_500L);
        assertThat(sent(socket, "subscribe")).hasSize(9);
        assertThat(ends).isEmpty();
    }

    @Test
    @Tag("3.9")
    void aRevocationForNowIsAskedForAgainFromWhereItWas() {
        rig.confirmed("file_a", "evt_0", this::record);
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.serverSends(event("file_a", "evt_1", "x.y", "{}"));
        socket.serverSends("""
                {"type":"subscription.revoked","channel":"file","resource_id":"file_a","reason":"temporarily_unavailable"}""");
        socket.serverSends(event("file_a", "evt_2", "x.y", "{}"));
        rig.world.advance(Duration.ofMillis(1500));

        assertThat(asked(socket, 1).get(0).get("since_event_id").asText()).isEqualTo("evt_1");
        assertThat(seen).as("nothing after the revocation").containsExactly("evt_1");
        assertThat(ends).isEmpty();
    }

    @Test
    void thePauseOfASubscriptionBeginsAnewWhenItHasWorkedForAWhile() {
        rig.confirmed("file_a", "evt_0", this::record);
        ScriptedTransport.Socket socket = rig.transport.newest();
        for (int i = 0; i < 5; i++) {
            rig.world.advance(Duration.ofSeconds(10));
            socket.serverSends("""
                    {"type":"subscription.revoked","channel":"file","resource_id":"file_a","reason":"temporarily_unavailable"}""");
            rig.world.advance(Duration.ofMillis(1500));
            assertThat(sent(socket, "subscribe")).hasSize(i + 2);
            socket.serverSends(confirmation("file_a", "evt_0", refOf(last(socket))));
        }

        assertThat(ends).isEmpty();
    }

    @Test
    @Tag("P12")
    void whatIsNeverAnsweredIsAskedForAgain() {
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Socket socket = rig.connected();
        String first = refOf(last(socket));
        rig.world.advance(Duration.ofSeconds(30));
        assertThat(sent(socket, "subscribe")).hasSize(2);
        socket.serverSends(confirmation("file_a", "evt_late", first));
        socket.serverSends(event("file_a", "evt_late_1", "x.y", "{}"));
        socket.serverSends(
                confirmation("file_a", "evt_0", refOf(sent(socket, "subscribe").get(1))));
        socket.serverSends(event("file_a", "evt_1", "x.y", "{}"));
        rig.world.pump();

        assertThat(seen).containsExactly("evt_1");
    }

    @Test
    void anErrorAboutOneItemRejectsThatOneAndAsksForTheOthersAgain() {
        rig.subscribe("file", "file_a", this::record);
        rig.subscribe("file", "file_b", this::record);
        rig.subscribe("file", "file_c", this::record);
        ScriptedTransport.Socket socket = rig.connected();
        socket.serverSends("""
                {"type":"error","code":"invalid_message","message":"","action":"subscribe","index":1,"ref":"%s"}""".formatted(refOf(last(socket))));
        rig.world.pump();

        assertThat(ends)
                .singleElement()
                .satisfies(it -> assertThat(it.channel()).isEqualTo(new Channel("file", "file_b")));
        assertThat(asked(socket, 1)).hasSize(2);
        assertThat(rig.client.subscription(new Channel("file", "file_a"))).isPresent();
    }

    @Test
    @Tag("P12")
    void aSubscriptionThatWasGivenUpWhileOfflineIsNotRevived() {
        ChannelHandle given = rig.confirmed("file_a", "evt_0", this::record);
        rig.transport.newest().serverCloses(1006, "");
        rig.world.pump();
        given.unsubscribe();
        rig.subscribe("file", "file_b", this::record);
        rig.nextSocket();
        ScriptedTransport.Socket next = rig.establish();

        assertThat(asked(next, 0)).hasSize(1);
        assertThat(asked(next, 0).get(0).get("resource_id").asText()).isEqualTo("file_b");
    }

    @Test
    void manyUnsubscribesLeaveInOneFrame() {
        List<ChannelHandle> handles = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            handles.add(rig.client.subscribe("file", "file_" + i));
        }
        ScriptedTransport.Socket socket = rig.connected();
        int before = socket.sent.size();
        for (int i = 0; i < 100; i++) {
            socket.serverSends("{\"type\":\"error\",\"code\":\"x\",\"message\":\"\"}");
        }
        handles.forEach(ChannelHandle::unsubscribe);
        rig.world.pump();

        assertThat(sent(socket, "unsubscribe").size() + before).isLessThanOrEqualTo(100);
        rig.world.advance(Duration.ofSeconds(1));
        assertThat(sent(socket, "unsubscribe")).isNotEmpty();
    }
}
