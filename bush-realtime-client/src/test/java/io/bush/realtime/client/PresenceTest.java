package io.bush.realtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.presence.PresenceHandle;
import io.bush.realtime.client.presence.PresenceStatus;
import io.bush.realtime.client.presence.Roster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P7")
@Tag("contract-3.10")
class PresenceTest {

    private static final String GREETING = """
            {"type":"connection.established","connection_id":"conn_1","server_time":"2026-01-15T10:30:00.000Z",\
            "user":{"id":"user_me"},"limits":{"presence_per_10s":10}}""";

    private final ClientRig rig = new ClientRig();
    private final List<Roster> rosters = new ArrayList<>();
    private PresenceHandle presence;
    private ChannelHandle channel;

    private ScriptedTransport.Socket accepted() {
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.accept();
        socket.serverSends(GREETING);
        rig.world.pump();
        return socket;
    }

    private void confirm(ScriptedTransport.Socket socket) {
        List<String> subscribes = ClientRig.sent(socket, "subscribe");
        String ref = ClientRig.refOf(subscribes.get(subscribes.size() - 1));
        socket.serverSends(ClientRig.confirmation("file_a", "evt_1", ref));
        rig.world.pump();
    }

    private ScriptedTransport.Socket here() {
        channel = rig.subscribe("file", "file_a", file -> {
            presence = rig.client.presence(file);
            presence.onRoster(rosters::add);
        });
        var unused = rig.client.connect();
        ScriptedTransport.Socket socket = accepted();
        confirm(socket);
        return socket;
    }

    private static List<String> states(ScriptedTransport.Socket socket) {
        return ClientRig.sent(socket, "presence").stream()
                .map(it -> ClientRig.json(it).get("state").toString())
                .toList();
    }

    private void show(ScriptedTransport.Socket socket, String frame) {
        socket.serverSends(frame.replace('\'', '"').replace("$", "\"channel\":\"file\",\"resource_id\":\"file_a\""));
        rig.world.pump();
    }

    private List<String> others() {
        return presence.roster().others().stream().map(it -> it.user().id()).toList();
    }

    // ---- the own presence

    @Test
    void subscribingMakesNobodyPresentAndEnteringDoesOnce() {
        ScriptedTransport.Socket socket = here();
        assertThat(states(socket)).isEmpty();
        presence.enter(PresenceStatus.VIEWING);
        rig.world.pump();
        presence.enter(PresenceStatus.VIEWING);
        rig.world.pump();

        assertThat(states(socket)).containsExactly("{\"status\":\"viewing\"}");
        JsonNode frame = ClientRig.json(ClientRig.sent(socket, "presence").get(0));
        assertThat(frame.get("channel").asText()).isEqualTo("file");
        assertThat(frame.get("resource_id").asText()).isEqualTo("file_a");
    }

    @Test
    void whatIsSaidBeforeTheConfirmationIsSaidThen() {
        channel = rig.subscribe("file", "file_a", file -> presence = rig.client.presence(file));
        presence.enter(PresenceStatus.COMMENTING);
        var unused = rig.client.connect();
        ScriptedTransport.Socket socket = accepted();
        assertThat(states(socket)).isEmpty();
        confirm(socket);

        assertThat(states(socket)).containsExactly("{\"status\":\"commenting\"}");
    }

    @Test
    void itIsSaidAgainOnEachNewConnection() {
        ScriptedTransport.Socket first = here();
        presence.enter(PresenceStatus.VIEWING);
        presence.field("cursor_position", 34.5);
        rig.world.pump();
        first.serverCloses(1006, "");
        ScriptedTransport.Socket second = rig.nextSocket();
        second.accept();
        second.serverSends(GREETING);
        rig.world.pump();
        assertThat(states(second)).isEmpty();
        confirm(second);

        assertThat(states(second)).containsExactly("{\"status\":\"viewing\",\"cursor_position\":34.5}");
    }

    @Test
    void whoeverLeavesSaysSoAndIsNotBackAfterAReconnect() {
        ScriptedTransport.Socket first = here();
        presence.enter(PresenceStatus.VIEWING);
        rig.world.pump();
        presence.leave();
        rig.world.pump();
        assertThat(states(first)).containsExactly("{\"status\":\"viewing\"}", "null");
        first.serverCloses(1006, "");
        ScriptedTransport.Socket second = rig.nextSocket();
        second.accept();
        second.serverSends(GREETING);
        rig.world.pump();
        confirm(second);

        assertThat(states(second)).isEmpty();
    }

    @Test
    @Tag("seed000-5.5")
    void afterFiveMinutesWithoutActivityTheUserIsIdleAndOnReturnAsBefore() {
        ScriptedTransport.Socket socket = here();
        presence.enter(PresenceStatus.COMMENTING);
        alive(socket, Duration.ofSeconds(299));
        presence.userActive();
        alive(socket, Duration.ofSeconds(299));
        assertThat(states(socket)).containsExactly("{\"status\":\"commenting\"}");
        alive(socket, Duration.ofSeconds(2));
        assertThat(states(socket)).endsWith("{\"status\":\"idle\"}");
        alive(socket, Duration.ofMinutes(10));
        assertThat(states(socket)).hasSize(2);
        presence.userActive();
        rig.world.pump();

        assertThat(states(socket)).hasSize(3).endsWith("{\"status\":\"commenting\"}");
    }

    @Test
    void aFilmThatRunsOnKeepsNobodyActive() {
        ScriptedTransport.Socket socket = here();
        presence.enter(PresenceStatus.VIEWING);
        for (int second = 0; second < 301; second++) {
            presence.field("cursor_position", second);
            alive(socket, Duration.ofSeconds(1));
        }

        assertThat(states(socket)).last().asString().contains("\"status\":\"idle\"");
    }

    /** Lets time pass while the server gives signs of life. */
    private void alive(ScriptedTransport.Socket socket, Duration time) {
        Duration left = time;
        while (!left.isZero()) {
            Duration step = left.compareTo(Duration.ofSeconds(10)) < 0 ? left : Duration.ofSeconds(10);
            rig.world.advance(step);
            socket.serverPings();
            left = left.minus(step);
        }
    }

    @Test
    @Tag("contract-3.4")
    void aPlayheadIsSentAsOftenAsAllowedAndAlwaysTheNewest() {
        ScriptedTransport.Socket socket = here();
        presence.enter(PresenceStatus.VIEWING);
        List<Duration> sentAt = new ArrayList<>();
        int known = 0;
        for (int tick = 0; tick < 600; tick++) {
            presence.field("cursor_position", tick);
            rig.world.advance(Duration.ofMillis(50));
            socket.serverPings();
            int now = states(socket).size();
            for (; known < now; known++) {
                sentAt.add(rig.world.elapsed());
            }
        }

        assertThat(sentAt).hasSizeBetween(20, 30);
        for (int i = 10; i < sentAt.size(); i++) {
            assertThat(sentAt.get(i).minus(sentAt.get(i - 10))).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        }
        rig.world.advance(Duration.ofSeconds(2));
        assertThat(states(socket)).last().isEqualTo("{\"status\":\"viewing\",\"cursor_position\":599}");
    }

    @Test
    void aStatusDoesNotWaitForThePlayheadsTurn() {
        ScriptedTransport.Socket socket = here();
        presence.enter(PresenceStatus.VIEWING);
        rig.world.pump();
        presence.field("cursor_position", 1);
        rig.world.pump();
        assertThat(states(socket)).hasSize(1);
        presence.enter(PresenceStatus.COMMENTING);
        rig.world.pump();

        assertThat(states(socket)).last().isEqualTo("{\"status\":\"commenting\",\"cursor_position\":1}");
    }

    @Test
    void whatTheServerRefusesForGoodIsNotSaidAgainOnThisConnection() {
        ScriptedTransport.Socket socket = here();
        presence.enter(PresenceStatus.VIEWING);
        rig.world.pump();
        String ref = ClientRig.refOf(ClientRig.sent(socket, "presence").get(0));
        show(socket, "{'type':'error','code':'not_supported','message':'no','ref':'" + ref + "'}");
        presence.enter(PresenceStatus.COMMENTING);
        rig.world.pump();

        assertThat(states(socket)).hasSize(1);
        assertThat(rig.heard.errors).extracting(it -> it.code()).containsExactly("not_supported");
    }

    @Test
    void whatTheServerCannotTakeJustNowIsSaidAgainALeaveToo() {
        ScriptedTransport.Socket socket = here();
        presence.enter(PresenceStatus.VIEWING);
        rig.world.pump();
        presence.leave();
        rig.world.pump();
        String ref = ClientRig.refOf(ClientRig.sent(socket, "presence").get(1));
        show(socket, "{'type':'error','code':'temporarily_unavailable','message':'no','ref':'" + ref + "'}");
        rig.world.advance(Duration.ofSeconds(2));
        rig.world.advance(Duration.ofMinutes(1));

        assertThat(states(socket)).containsExactly("{\"status\":\"viewing\"}", "null", "null");
    }

    @Test
    @Tag("P9")
    void aStateThatTheServerWouldNotTakeIsRefusedHere() {
        here();
        presence.field("note", "x".repeat(900));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> presence.field("more", "y".repeat(200)))
                .withMessageContaining("allowed: 1024");
        assertThatIllegalArgumentException().isThrownBy(() -> presence.field("list", List.of(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> presence.field("x", Double.NaN));
    }

    // ---- the others

    @Test
    void theRosterMergesPicturesAndChangesAndLeavesTheOwnUserOut() {
        ScriptedTransport.Socket socket = here();
        show(
                socket,
                "{'type':'presence.state',$,'users':[{'user':{'id':'user_me'},'state':{'status':'viewing'}},"
                        + "{'user':{'id':'user_bob','name':'Bob'},'state':{'status':'viewing'}}],'total':2}");
        assertThat(others()).containsExactly("user_bob");
        show(socket, "{'type':'presence.update',$,'user':{'id':'user_cat'},'state':{'status':'idle'},'joined':true}");
        show(socket, "{'type':'presence.update',$,'user':{'id':'user_bob'},'state':{'status':'commenting'}}");
        assertThat(others()).containsExactly("user_bob", "user_cat");
        assertThat(presence.roster().others().get(0).status()).isEqualTo(PresenceStatus.COMMENTING);
        assertThat(presence.roster().total()).isEqualTo(2);
        show(socket, "{'type':'presence.leave',$,'user_id':'user_bob'}");

        assertThat(others()).containsExactly("user_cat");
        assertThat(rosters).hasSize(4).last().isEqualTo(presence.roster());
    }

    @Test
    void ofACrowdTheNumberIsKept() {
        ScriptedTransport.Socket socket = here();
        show(
                socket,
                "{'type':'presence.state',$,'users':[{'user':{'id':'user_a'},'state':{'status':'viewing'}}],'total':120}");
        assertThat(presence.roster().total()).isEqualTo(120);
        show(socket, "{'type':'presence.leave',$,'user_id':'user_z'}");
        assertThat(presence.roster().total()).isEqualTo(119);
        show(socket, "{'type':'presence.leave',$,'user_id':'user_me'}");

        assertThat(presence.roster().total()).isEqualTo(119);
        assertThat(others()).containsExactly("user_a");
    }

    @Test
    void whileThereIsNoConnectionTheRosterIsShownAsOldAndThenAnew() {
        ScriptedTransport.Socket first = here();
        show(first, "{'type':'presence.state',$,'users':[{'user':{'id':'user_a'},'state':{}}],'total':1}");
        assertThat(presence.roster().live()).isTrue();
        first.serverCloses(1006, "");
        rig.world.pump();
        assertThat(presence.roster().live()).isFalse();
        assertThat(others()).containsExactly("user_a");
        ScriptedTransport.Socket second = rig.nextSocket();
        second.accept();
        second.serverSends(GREETING);
        rig.world.pump();
        confirm(second);
        show(second, "{'type':'presence.state',$,'users':[],'total':0}");

        assertThat(presence.roster()).isEqualTo(new Roster(List.of(), 0, true));
    }

    @Test
    @Tag("P12")
    void aSlowHandlerHearsTheNewestOnly() {
        ScriptedTransport.Socket socket = here();
        for (int i = 0; i < 500; i++) {
            socket.serverSends("""
                    {"type":"presence.update","channel":"file","resource_id":"file_a","user":{"id":"user_bob"},\
                    "state":{"status":"viewing","cursor_position":%d}}""".formatted(i));
        }
        rig.world.pumpClient();
        rig.world.pump();

        assertThat(rosters).hasSize(1);
        assertThat(rosters.get(0).others().get(0).state().get("cursor_position").asInt())
                .isEqualTo(499);
    }

    @Test
    @Tag("P12")
    void afterUnsubscribeNothingIsToldOrSaid() {
        ScriptedTransport.Socket socket = here();
        presence.enter(PresenceStatus.VIEWING);
        rig.world.pump();
        socket.serverSends("""
                {"type":"presence.state","channel":"file","resource_id":"file_a","users":[],"total":0}""");
        rig.world.pumpClient();
        var unused = channel.unsubscribe();
        rig.world.pump();
        presence.enter(PresenceStatus.COMMENTING);
        rig.world.advance(Duration.ofSeconds(1));

        assertThat(rosters).isEmpty();
        assertThat(states(socket)).hasSize(1);
    }

    @Test
    @Tag("P12")
    void whatWaitedForTheLimitIsNotSaidOfTheNextSubscription() {
        ScriptedTransport.Socket socket = here();
        for (int i = 0; i < 20; i++) {
            presence.enter(i % 2 == 0 ? PresenceStatus.VIEWING : PresenceStatus.COMMENTING);
            rig.world.pump();
        }
        assertThat(states(socket)).as("the limit holds").hasSizeLessThan(20);
        var unused = channel.unsubscribe();
        rig.world.pump();
        channel = rig.subscribe("file", "file_a", file -> {});
        rig.world.advance(Duration.ofMillis(10));
        confirm(socket);
        int said = states(socket).size();
        rig.world.advance(Duration.ofSeconds(25));

        assertThat(states(socket)).hasSize(said);
    }

    @Test
    void whoeverAsksLateIsToldWhoIsHere() {
        ScriptedTransport.Socket socket = here();
        PresenceHandle same = rig.client.presence(channel);
        assertThat(same).isSameAs(presence);
        ChannelHandle other = rig.subscribe("file", "file_b", file -> {});
        rig.world.advance(Duration.ofMillis(10));
        List<String> asked = ClientRig.sent(socket, "subscribe");
        socket.serverSends(ClientRig.confirmation("file_b", "evt_2", ClientRig.refOf(asked.get(asked.size() - 1))));
        rig.world.pump();
        rig.client.presence(other);
        rig.world.advance(Duration.ofMillis(10));

        List<String> again = ClientRig.sent(socket, "subscribe");
        assertThat(again).hasSize(asked.size() + 1);
        assertThat(again.get(again.size() - 1)).contains("file_b", "evt_2").doesNotContain("file_a");
    }

    @Test
    @Tag("P12")
    void closingLeavesNoTimer() {
        here();
        presence.enter(PresenceStatus.VIEWING);
        presence.field("cursor_position", 1);
        rig.world.pump();
        var unused = rig.client.closeAsync();
        rig.world.advance(Duration.ofSeconds(5));

        assertThat(rig.world.timers()).isZero();
    }
}
