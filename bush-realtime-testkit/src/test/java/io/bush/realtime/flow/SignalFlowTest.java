package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.flow.FlowWorld.Peer;
import io.bush.realtime.presence.PresenceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Signals reach the other subscribers and are kept nowhere. */
class SignalFlowTest {

    private static final Channel FILE = FlowWorld.FILE;
    private static final Channel USER = new Channel("user", "user_ann");
    private static final Channel SHARE = new Channel("share", "share_1");

    private static Peer signal(Peer peer, Channel channel, String event, String data) {
        return peer.send("{'action':'signal','ref':'s','channel':'" + channel.type() + "','resource_id':'"
                + channel.id() + "','event':'" + event + "','data':" + data + "}");
    }

    @Test
    @Tag("seed000-2")
    void aSignalReachesEveryOtherSubscriberWithItsSendersIdentityAndNotItsSender() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            Peer ann = world.connect("user_ann").subscribe(FILE);
            Peer annsOther = world.connect("user_ann").subscribe(FILE);
            Peer bob = world.connect("user_bob").subscribe(FILE);
            Peer elsewhere = world.connect("user_cat").subscribe(FlowWorld.OTHER_FILE);

            signal(ann, FILE, "cursor.moved", "{'x':1}");

            for (Peer other : List.of(annsOther, bob)) {
                assertThat(other.only("signal").toString())
                        .isEqualTo("{\"type\":\"signal\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                                + "\"event\":\"cursor.moved\",\"user\":{\"id\":\"user_ann\",\"name\":\"Name of user_ann\"},"
                                + "\"data\":{\"x\":1}}");
            }
            assertThat(ann.frames("signal")).isEmpty();
            assertThat(ann.frames("error")).isEmpty();
            assertThat(elsewhere.frames("signal")).isEmpty();
        }
    }

    @Test
    @Tag("P5")
    void nobodySignalsOrHearsSignalsWithoutAConfirmedSubscription() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            Peer ann = world.connect("user_ann");
            Peer bob = world.connect("user_bob").subscribe(FILE);
            signal(ann, FILE, "user.typing", "{}");
            assertThat(ann.error()).isEqualTo("not_subscribed");
            assertThat(bob.frames("signal")).isEmpty();

            ann.clear().subscribe(FILE);
            bob.unsubscribe(FILE).clear();
            signal(ann, FILE, "user.typing", "{}");
            assertThat(bob.names()).isEmpty();
        }
    }

    @Test
    void aChannelWithoutSignalsAndOneThatDoesNotExistSaySo() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            Peer ann = world.connect("user_ann").subscribe(USER);
            signal(ann, USER, "user.typing", "{}");
            assertThat(ann.error()).isEqualTo("not_supported");
            ann.clear();
            signal(ann, new Channel("nothing", "x"), "user.typing", "{}");
            assertThat(ann.error()).isEqualTo("not_subscribed");
        }
    }

    @Test
    @Tag("P5")
    void whoeverHasNotTheRightIsForbidden() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            world.access = (principal, channel) ->
                    CompletableFuture.completedFuture(Grant.allow().withRights(Right.PRESENCE, Right.LOCK));
            Peer ann = world.connect("user_ann").subscribe(FILE);
            Peer bob = world.connect("user_bob").subscribe(FILE);
            signal(ann, FILE, "user.typing", "{}");
            assertThat(ann.error()).isEqualTo("forbidden");
            assertThat(bob.frames("signal")).isEmpty();
        }
    }

    @Test
    void guestsHearMembersAsTheSettingSaysAndCannotSignal() {
        for (GuestAccess.Members members : GuestAccess.Members.values()) {
            GuestAccess guests = new GuestAccess(GuestAccess.Presence.ALLOWED, members);
            try (FlowWorld world =
                    FlowWorld.collaborative(builder -> builder.settings(RealtimeSettings.DEFAULT.with(guests)))) {
                world.tokens = credentials -> CompletableFuture.completedFuture(
                        credentials.token().startsWith("user")
                                ? new io.bush.realtime.auth.Authentication(
                                        new Principal.Member(credentials.token(), "Ann", "https://x.example/a.png"),
                                        null)
                                : FlowWorld.read(credentials.token()));
                Peer ann = world.connect("user_ann").subscribe(SHARE);
                Peer guest = world.connect("guest:share_1").subscribe(SHARE);
                signal(ann, SHARE, "user.typing", "{}");
                String user = guest.frames("signal").isEmpty()
                        ? "nothing"
                        : guest.only("signal").get("user").toString();
                assertThat(user)
                        .isEqualTo(
                                switch (members) {
                                    case HIDDEN -> "nothing";
                                    case NAME -> "{\"id\":\"user_ann\",\"name\":\"Ann\"}";
                                    case ALL ->
                                        "{\"id\":\"user_ann\",\"name\":\"Ann\","
                                                + "\"avatar_url\":\"https://x.example/a.png\"}";
                                });
                signal(guest, SHARE, "user.typing", "{}");
                assertThat(guest.error()).isEqualTo("forbidden");
                assertThat(ann.frames("signal")).isEmpty();
            }
        }
    }

    @Test
    @Tag("P9")
    void aboveTheLimitOfSubscribersSignalsAreRefused() {
        PresenceSettings two =
                new PresenceSettings(Duration.ofSeconds(60), Duration.ofSeconds(5), 100, 5, Duration.ofSeconds(5), 2);
        try (FlowWorld world =
                FlowWorld.collaborative(builder -> builder.settings(RealtimeSettings.DEFAULT.with(two)))) {
            Peer ann = world.connect("user_ann").subscribe(FILE);
            Peer bob = world.connect("user_bob").subscribe(FILE);
            signal(ann, FILE, "user.typing", "{}");
            assertThat(bob.frames("signal")).hasSize(1);

            world.connect("user_cat").subscribe(FILE);
            signal(ann, FILE, "user.typing", "{}");
            assertThat(ann.error()).isEqualTo("not_supported");
            assertThat(bob.frames("signal")).hasSize(1);
        }
    }

    @Test
    @Tag("P9")
    void whoeverIsBehindGetsTheNewestOfEachUserAndEvent() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            Peer ann = world.connect("user_ann").subscribe(FILE);
            Peer cat = world.connect("user_cat").subscribe(FILE);
            Peer bob = world.connect("user_bob").subscribe(FILE).clear().stall();
            // The first one is in flight.
            signal(ann, FILE, "first", "0");
            for (int i = 1; i <= 5; i++) {
                signal(ann, FILE, "cursor.moved", String.valueOf(i));
                signal(cat, FILE, "cursor.moved", String.valueOf(i + 10));
            }
            signal(ann, FILE, "user.typing", "true");
            bob.drain();

            List<String> seen = new ArrayList<>();
            bob.frames("signal")
                    .forEach(frame -> seen.add(frame.at("/user/id").asText() + " "
                            + frame.get("event").asText() + " " + frame.get("data")));
            assertThat(seen)
                    .containsExactly(
                            "user_ann first 0",
                            "user_ann cursor.moved 5",
                            "user_cat cursor.moved 15",
                            "user_ann user.typing true");
            assertThat(world.events.calls("dropped")).hasSize(8);
        }
    }

    @Test
    @Tag("P9")
    void theEleventhSignalInASecondIsRefusedWithoutAHitAndDoesNotCountAsAMessage() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            Peer ann = world.connect("user_ann").subscribe(FILE).clear();
            Peer bob = world.connect("user_bob").subscribe(FILE).clear();
            for (int second = 0; second < 30; second++) {
                for (int i = 0; i < 12; i++) {
                    signal(ann, FILE, "cursor.moved", String.valueOf(i));
                }
                world.advance(Duration.ofSeconds(1));
                ann.wire.onPong();
                bob.wire.onPong();
            }
            assertThat(bob.frames("signal")).hasSize(300);
            assertThat(ann.frames("error"))
                    .hasSize(60)
                    .allSatisfy(error -> assertThat(error.get("code").asText()).isEqualTo("rate_limited"));
            assertThat(ann.transport.closeCode()).isEmpty();
            ann.clear().send("{'action':'ping','ref':'p'}");
            assertThat(ann.names()).containsExactly("pong");
        }
    }

    @Test
    @Tag("P5")
    void aQueuedSignalDoesNotOutliveItsReadersAccess() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            Peer ann = world.connect("user_ann").subscribe(FILE);
            Peer bob = world.connect("user_bob").subscribe(FILE).clear().stall();
            signal(ann, FILE, "first", "0");
            signal(ann, FILE, "second", "0");
            world.now(world.node.revoke(io.bush.realtime.auth.AccessSelector.user("user_bob")));
            bob.drain();
            signal(ann, FILE, "third", "0");

            assertThat(bob.names()).containsExactly("signal", "subscription.revoked");
            assertThat(bob.only("signal").get("event").asText()).isEqualTo("first");
        }
    }

    @Test
    void aSignalWaitsForItsPendingSubscribe() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            CompletableFuture<Grant> answer = new CompletableFuture<>();
            Peer bob = world.connect("user_bob").subscribe(FILE);
            world.access = (principal, channel) -> answer.thenApply(grant -> grant);
            Peer ann = world.connect("user_ann").subscribe(FILE);
            signal(ann, FILE, "user.typing", "{}");
            assertThat(bob.frames("signal")).isEmpty();

            answer.complete(Grant.allow());
            world.world.settle();
            assertThat(bob.frames("signal")).hasSize(1);
            assertThat(ann.frames("error")).isEmpty();
        }
    }

    @Test
    @Tag("seed000-2")
    void badSignalsAreRefusedAndNobodyHearsThem() {
        try (FlowWorld world = FlowWorld.collaborative()) {
            Peer bob = world.connect("user_bob").subscribe(FILE).clear();
            Peer ann = world.connect("user_ann").subscribe(FILE).clear();
            for (String data :
                    List.of("'" + "x".repeat(1_023) + "'", "NaN", "[".repeat(17) + "]".repeat(17), "1e999")) {
                signal(ann, FILE, "cursor.moved", data);
                assertThat(ann.error()).as(data).isEqualTo("invalid_message");
                ann.clear();
            }
            signal(ann, FILE, "Cursor", "{}");
            assertThat(ann.error()).isEqualTo("invalid_message");
            assertThat(bob.names()).isEmpty();

            signal(ann.clear(), FILE, "cursor.moved", "'" + "x".repeat(1_022) + "'");
            assertThat(bob.names()).containsExactly("signal");
        }
    }
}
