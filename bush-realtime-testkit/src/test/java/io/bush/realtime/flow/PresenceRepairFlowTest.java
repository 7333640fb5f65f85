package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.sayNothingMore;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Presence over wires that lose, delay and fail. */
@Tag("P7")
@Tag("P10")
class PresenceRepairFlowTest {

    @RegisterExtension
    final FlowWorld world = PresenceTalk.world();

    private final FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
    private final FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);

    private void arriveAll() {
        while (world.backplane.deliver()) {
            world.world.settle();
        }
        world.world.settle();
    }

    // ---- what is announced ----

    @Test
    void aLinkThatMayHaveLostSomethingShowsThePictureAgain() {
        say(ann, "viewing");
        bob.clear();
        world.backplane.maybeLost(FILE);
        world.world.settle();

        assertThat(shown(bob)).containsExactly("state ann viewing 1");
        assertThat(shown(ann)).endsWith("state ann viewing 1");
    }

    @Test
    void aLostChangeIsNoticedWithTheNextAndThePictureIsTrue() {
        FlowWorld.Peer eve = world.connect("user_eve").subscribe(FILE);
        say(ann, "viewing");
        bob.clear();
        world.backplane.events = Events.LOST;
        say(ann, "commenting");
        say(bob, "idle");
        world.backplane.events = Events.NOW;
        say(eve, "viewing");

        assertThat(shown(bob)).containsExactly("state ann commenting 1, bob idle 1, eve viewing 1");
        say(ann, "idle");
        assertThat(shown(bob)).endsWith("changed ann idle 1");
    }

    @Test
    void aLostLeaveOfTheLastIsNoticedWhenTheNextAppears() {
        say(ann, "viewing");
        world.backplane.events = Events.LOST;
        sayNothingMore(ann, FILE);
        world.backplane.events = Events.NOW;
        say(bob, "viewing");

        assertThat(shown(ann)).endsWith("state bob viewing 1");
        assertThat(shown(world.connect("user_eve").subscribe(FILE))).containsExactly("state bob viewing 1");
    }

    @Test
    void aChangeThatIsInThePictureAlreadyIsNotToldAgain() {
        FlowWorld.Peer eve = world.connect("user_eve");
        bob.unsubscribe(FILE);
        world.backplane.events = Events.HELD;
        say(ann, "viewing");
        ann.unsubscribe(FILE);
        eve.subscribe(FILE);
        world.backplane.events = Events.NOW;
        arriveAll();

        assertThat(shown(eve)).containsExactly("state nobody");
    }

    @Test
    void whatChangesWhileThePictureIsOnItsWayIsInIt() {
        bob.unsubscribe(FILE);
        FlowWorld.Peer second = world.connect("user_ann").subscribe(FlowWorld.OTHER_FILE);
        say(ann, "viewing");
        ann.unsubscribe(FILE);
        second.clear();
        world.backplane.presence = Answers.LATE;
        bob.clear().subscribe(FILE);
        assertThat(bob.names()).isEmpty();
        world.backplane.presence = Answers.NOW;
        FlowWorld.Peer eve = world.connect("user_eve").subscribe(FILE);
        arriveAll();
        say(eve, "viewing");

        assertThat(shown(bob)).containsExactly("state nobody", "joined eve viewing 1");
        assertThat(shown(eve)).containsExactly("state nobody");
    }

    @Test
    void whatChangesWhileThePictureIsLoadedAgainIsToldInIt() {
        say(ann, "viewing");
        bob.clear();
        world.backplane.presence = Answers.LATE;
        world.backplane.maybeLost(FILE);
        world.world.settle();
        world.backplane.presence = Answers.NOW;
        say(ann, "commenting");
        world.backplane.maybeLost(FILE);
        world.world.settle();
        assertThat(shown(bob)).isEmpty();
        arriveAll();

        assertThat(shown(bob)).isNotEmpty().allMatch("state ann commenting 1"::equals);
    }

    // ---- a store that fails ----

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    void whatCannotBeStoredIsAnErrorAndIsToldWithTheNextRenewal(Answers how) {
        world.failuresExpected = true;
        world.backplane.presence = how;
        say(ann, "viewing");
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        assertThat(shown(bob)).containsExactly("state nobody");
        world.backplane.presence = Answers.NOW;
        world.seconds(60);

        assertThat(shown(bob)).containsExactly("state nobody", "joined ann viewing 1");
        assertThat(ann.frames("error")).hasSize(1);
    }

    @Test
    void aChangeThatCannotBeStoredIsToldWithTheNextRenewalToo() {
        world.failuresExpected = true;
        say(ann, "viewing");
        world.backplane.presence = Answers.FAILING;
        say(ann, "commenting");
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        world.backplane.presence = Answers.NOW;
        assertThat(shown(bob)).endsWith("joined ann viewing 1");
        world.seconds(60);

        assertThat(shown(bob)).endsWith("joined ann viewing 1", "changed ann commenting 1");
        world.seconds(120);
        assertThat(shown(bob)).hasSize(3);
    }

    @Test
    void whatCouldNotBeStoredIsNotToldAfterLeaving() {
        world.failuresExpected = true;
        world.backplane.presence = Answers.FAILING;
        say(ann, "viewing");
        world.backplane.presence = Answers.NOW;
        sayNothingMore(ann, FILE);
        world.seconds(120);

        assertThat(shown(bob)).containsExactly("state nobody");
    }

    @Test
    void aReplyThatIsLostIsAnErrorThoughItIsStored() {
        world.failuresExpected = true;
        world.backplane.presence = Answers.REPLY_LOST;
        say(ann, "viewing");
        world.backplane.presence = Answers.NOW;
        world.seconds(60);

        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        assertThat(shown(bob)).containsExactly("state nobody", "joined ann viewing 1");
    }

    @Test
    void aLeaveThatCannotBeStoredJustNowIsSaidAgain() {
        world.failuresExpected = true;
        say(ann, "viewing");
        world.backplane.presence = Answers.FAILING;
        sayNothingMore(ann, FILE);
        world.backplane.presence = Answers.NOW;
        world.seconds(2);

        assertThat(shown(bob)).endsWith("joined ann viewing 1", "left ann");
    }

    @Test
    void aLeaveThatCannotBeStoredIsEndedByTheLease() {
        world.failuresExpected = true;
        say(ann, "viewing");
        world.backplane.presence = Answers.FAILING;
        sayNothingMore(ann, FILE);
        world.seconds(5);
        world.backplane.presence = Answers.NOW;
        world.backplane.present.clear();
        world.seconds(45);
        assertThat(shown(bob)).endsWith("joined ann viewing 1");
        world.seconds(15);

        assertThat(shown(bob)).endsWith("joined ann viewing 1", "left ann");
    }

    @Test
    void whoeverCannotBeRenewedLeavesAndJoinsAgainWhenTheStoreIsBack() {
        world.failuresExpected = true;
        say(ann, "viewing");
        world.backplane.presence = Answers.FAILING;
        world.seconds(120);
        world.backplane.presence = Answers.NOW;
        world.seconds(40);

        assertThat(world.now(world.node.present(FILE))).hasSize(1);
        assertThat(shown(bob)).endsWith("left ann", "joined ann viewing 1");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "THROWING"})
    void aPictureThatCannotBeLoadedIsShownWhenItCan(Answers how) {
        world.failuresExpected = true;
        say(ann, "viewing");
        ann.unsubscribe(FILE);
        bob.unsubscribe(FILE).clear();
        world.backplane.presence = how;
        bob.subscribe(FILE);
        assertThat(bob.names()).containsExactly("subscription.confirmed");
        world.advance(Duration.ofSeconds(5));
        assertThat(shown(bob)).isEmpty();
        world.backplane.presence = Answers.NOW;
        world.advance(Duration.ofSeconds(2));

        assertThat(shown(bob)).containsExactly("state nobody");
        ann.subscribe(FILE);
        say(ann, "viewing");
        assertThat(shown(bob)).endsWith("joined ann viewing 1");
    }

    // ---- late answers ----

    @Test
    void aLateRenewalBringsNobodyBack() {
        say(ann, "viewing");
        world.backplane.presence = Answers.ASKED_LATE;
        world.seconds(61);
        world.backplane.presence = Answers.NOW;
        sayNothingMore(ann, FILE);
        arriveAll();
        world.seconds(30);

        assertThat(shown(bob)).endsWith("left ann");
        assertThat(world.now(world.node.present(FILE))).isEmpty();
    }

    @Test
    void aLateUpdateBringsNobodyBack() {
        world.backplane.presence = Answers.ASKED_LATE;
        say(ann, "viewing");
        world.backplane.presence = Answers.NOW;
        ann.unsubscribe(FILE);
        arriveAll();
        world.seconds(30);
        world.backplane.present.clear();

        assertThat(shown(bob)).containsExactly("state nobody");
        assertThat(world.now(world.node.present(FILE))).isEmpty();
    }

    @Test
    void aLateErrorReachesNobodyWhoseConnectionIsGone() {
        world.failuresExpected = true;
        world.backplane.presence = Answers.ASKED_LATE;
        say(ann, "viewing");
        ann.drop();
        world.backplane.presence = Answers.NOW;
        arriveAll();
        world.seconds(10);
        world.backplane.present.clear();

        assertThat(world.now(world.node.present(FILE))).isEmpty();
    }
}
