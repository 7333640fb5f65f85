package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.sayNothingMore;
import static io.bush.realtime.flow.PresenceTalk.saying;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.presence.PresentUser;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("P7")
@Tag("contract-3.10")
class PresenceFlowTest {

    @RegisterExtension
    final FlowWorld world = PresenceTalk.world();

    private final FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
    private final FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);

    @Test
    void whatOneSaysIsToldToAllOthersAndNotToTheOne() {
        FlowWorld.Peer cat = world.connect("user_cat").subscribe(FILE);
        FlowWorld.Peer elsewhere = world.connect("user_dan").subscribe(OTHER_FILE);
        say(ann, FILE, "viewing", 1);
        say(ann, FILE, "commenting", 2);

        assertThat(shown(bob)).containsExactly("state nobody", "joined ann viewing 1", "changed ann commenting 2");
        assertThat(shown(cat)).isEqualTo(shown(bob));
        assertThat(shown(ann)).containsExactly("state nobody");
        assertThat(shown(elsewhere)).containsExactly("state nobody");
        assertThat(ann.frames("error")).isEmpty();
    }

    @Test
    void theFramesAreAsTheProtocolSays() {
        say(ann, FILE, "viewing", 1);
        say(ann, FILE, "idle", 1);
        sayNothingMore(ann, FILE);

        assertThat(bob.frames("presence.update").get(0).toString())
                .isEqualTo("{\"type\":\"presence.update\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                        + "\"user\":{\"id\":\"user_ann\",\"name\":\"Name of user_ann\"},"
                        + "\"state\":{\"status\":\"viewing\",\"page\":1},\"joined\":true}");
        assertThat(bob.frames("presence.update").get(1).has("joined")).isFalse();
        assertThat(bob.only("presence.leave").toString())
                .isEqualTo("{\"type\":\"presence.leave\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                        + "\"user_id\":\"user_ann\"}");
        assertThat(bob.only("presence.state").toString())
                .isEqualTo("{\"type\":\"presence.state\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                        + "\"users\":[],\"total\":0}");
    }

    @Test
    void whoeverSubscribesIsShownWhoIsThereInOrderOfAppearance() {
        say(bob, FILE, "viewing", 2);
        say(ann, FILE, "idle", 1);
        say(bob, FILE, "commenting", 3);
        FlowWorld.Peer cat = world.connect("user_cat").subscribe(FILE);

        assertThat(cat.names()).containsExactly("connection.established", "subscription.confirmed", "presence.state");
        assertThat(shown(cat)).containsExactly("state bob commenting 3, ann idle 1");
    }

    @Test
    @Tag("P1")
    void thePictureComesBetweenWhatWasMissedAndWhatIsLive() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        say(ann, FILE, "viewing", 1);
        FlowWorld.Peer cat = world.connect("user_cat").subscribe(FILE, since);
        world.publish(FILE, "e.2");
        say(ann, FILE, "viewing", 2);

        assertThat(cat.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "e.1",
                        "presence.state",
                        "e.2",
                        "presence.update");
    }

    @Test
    void thePictureOfLocksComesBehindItWhereThereAreLocks() {
        try (FlowWorld both = FlowWorld.collaborative()) {
            String since = both.publish(FILE, "e.0");
            both.publish(FILE, "e.1");
            FlowWorld.Peer dan = both.connect("user_dan").subscribe(FILE, since);
            FlowWorld.Peer eve = both.connect("user_eve").subscribe(FILE, "nonsense");
            say(dan, "viewing");

            assertThat(dan.names())
                    .containsExactly(
                            "connection.established", "subscription.confirmed", "e.1", "presence.state", "lock.state");
            assertThat(eve.names())
                    .containsExactly(
                            "connection.established",
                            "subscription.confirmed",
                            "subscription.reset",
                            "presence.state",
                            "lock.state",
                            "presence.update");
        }
    }

    @Test
    void itComesBehindAResetToo() {
        FlowWorld.Peer cat = world.connect("user_cat").subscribe(FILE, "nonsense");

        assertThat(cat.names())
                .containsExactly(
                        "connection.established", "subscription.confirmed", "subscription.reset", "presence.state");
    }

    @Test
    void manyWhoComeBetweenTwoChangesShareOnePictureAndNoneIsOld() {
        say(ann, FILE, "viewing", 1);
        FlowWorld.Peer cat = world.connect("user_cat").subscribe(FILE);
        FlowWorld.Peer dan = world.connect("user_dan").subscribe(FILE);
        say(ann, FILE, "viewing", 2);
        FlowWorld.Peer eve = world.connect("user_eve").subscribe(FILE);
        sayNothingMore(ann, FILE);
        FlowWorld.Peer fay = world.connect("user_fay").subscribe(FILE);

        assertThat(shown(cat)).startsWith("state ann viewing 1");
        assertThat(shown(dan)).startsWith("state ann viewing 1");
        assertThat(shown(eve)).startsWith("state ann viewing 2");
        assertThat(shown(fay)).containsExactly("state nobody");
    }

    @Test
    void subscribingMakesNobodyPresent() {
        world.seconds(120);

        assertThat(shown(bob)).containsExactly("state nobody");
        assertThat(world.now(world.node.present(FILE))).isEmpty();
    }

    @Test
    void overTabsCommentingCountsMostThenViewingThenIdleThenTheNewest() {
        FlowWorld.Peer second = world.connect("user_ann").subscribe(FILE);
        bob.clear();
        say(ann, FILE, "viewing", 1);
        say(second, FILE, "commenting", 2);
        say(ann, FILE, "idle", 3);
        say(ann, FILE, "viewing", 4);
        assertThat(shown(bob)).containsExactly("joined ann viewing 1", "changed ann commenting 2");

        say(second, FILE, "viewing", 5);
        say(ann, FILE, "viewing", 6);
        assertThat(shown(bob)).endsWith("changed ann viewing 5", "changed ann viewing 6");
        assertThat(shown(second)).containsExactly("state nobody", "joined ann viewing 1", "changed ann viewing 6");
    }

    @Test
    void aUserLeavesWithTheLastTab() {
        FlowWorld.Peer second = world.connect("user_ann").subscribe(FILE);
        say(ann, FILE, "viewing", 1);
        say(second, FILE, "commenting", 2);
        bob.clear();
        sayNothingMore(second, FILE);
        sayNothingMore(second, FILE);
        assertThat(shown(bob)).containsExactly("changed ann viewing 1");

        sayNothingMore(ann, FILE);
        assertThat(shown(bob)).containsExactly("changed ann viewing 1", "left ann");
        assertThat(shown(second)).endsWith("left ann");
        assertThat(world.now(world.node.present(FILE))).isEmpty();
    }

    @Test
    void leavingWithoutHavingComeIsNothing() {
        sayNothingMore(ann, FILE);

        assertThat(shown(bob)).containsExactly("state nobody");
        assertThat(ann.frames("error")).isEmpty();
    }

    @Test
    void whoeverComesBackJoinsAgain() {
        say(ann, FILE, "viewing", 1);
        sayNothingMore(ann, FILE);
        say(ann, FILE, "viewing", 1);

        assertThat(shown(bob))
                .containsExactly("state nobody", "joined ann viewing 1", "left ann", "joined ann viewing 1");
    }

    @Test
    void theSameStateAgainIsNoNews() {
        say(ann, FILE, "viewing", 1);
        say(ann, FILE, "viewing", 1);

        assertThat(shown(bob)).containsExactly("state nobody", "joined ann viewing 1");
    }

    @Test
    void aStateReplacesTheOneBeforeWhole() {
        saying(ann, FILE, "{'status':'viewing','cursor':{'x':1}}");
        saying(ann, FILE, "{'status':'viewing'}");

        assertThat(bob.frames("presence.update").get(1).get("state").toString()).isEqualTo("{\"status\":\"viewing\"}");
    }

    @Test
    void eachChannelHasItsOwnPresence() {
        ann.subscribe(OTHER_FILE);
        bob.subscribe(OTHER_FILE).clear();
        say(ann, FILE, "viewing", 1);
        say(ann, OTHER_FILE, "idle", 2);
        sayNothingMore(ann, FILE);

        assertThat(shown(bob)).containsExactly("joined ann viewing 1", "joined ann idle 2", "left ann");
        assertThat(bob.only("presence.leave").get("resource_id").asText()).isEqualTo("file_a");
        assertThat(world.now(world.node.present(OTHER_FILE))).hasSize(1);
    }

    @Test
    void subscribingAgainKeepsThePresenceAndShowsThePictureAgain() {
        say(ann, FILE, "viewing", 1);
        ann.clear().subscribe(FILE);
        bob.clear();
        say(bob, FILE, "viewing", 2);

        assertThat(shown(ann)).containsExactly("state ann viewing 1", "joined bob viewing 2");
        assertThat(shown(bob)).isEmpty();
    }

    @Test
    void theApplicationSeesWhoIsThere() {
        say(ann, FILE, "viewing", 1);
        say(bob, FILE, "commenting", 2);

        assertThat(world.now(world.node.present(FILE)))
                .extracting(PresentUser::user)
                .extracting(Principal::id)
                .containsExactly("user_ann", "user_bob");
    }

    @Test
    void aNewNameInANewTokenIsTold() {
        say(ann, FILE, "viewing", 1);
        world.tokens = credentials -> CompletableFuture.completedFuture(
                new Authentication(new Principal.Member("user_ann", "Ann Other", null), null));
        ann.send("{'action':'authenticate','token':'user_ann_again'}");

        assertThat(shown(bob)).endsWith("joined ann viewing 1", "changed ann viewing 1");
        assertThat(bob.frames("presence.update").get(1).get("user").get("name").asText())
                .isEqualTo("Ann Other");
        assertThat(shown(world.connect("user_ann").subscribe(FILE))).containsExactly("state ann viewing 1");
    }

    @Test
    void patternsFilterNoPresence() {
        FlowWorld.Peer cat = world.connect("user_cat").subscribeWith(FILE, ",'events':['comment.*']");
        world.publish(FILE, "e.1", Map.of());
        say(ann, FILE, "viewing", 1);

        assertThat(shown(cat.filtered())).containsExactly("state nobody", "joined ann viewing 1");
    }
}
