package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.Locking.locked;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.flow.FlowWorld.Peer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Presence, locks and signals over two nodes that share a back end: the stores announce, and each node tells its own. */
class TwoNodesCollaborationFlowTest {

    @RegisterExtension
    final TwoNodes nodes =
            new TwoNodes(builder -> FlowWorld.withFeatures(builder).commentChannels(Locking::channelOf));

    private Peer onThere(String user) {
        return nodes.there.connect(user).subscribe(FILE).clear();
    }

    private Peer onHere(String user) {
        return nodes.here.connect(user).subscribe(FILE).clear();
    }

    @Test
    @Tag("P7")
    void aUserWithATabOnEachNodeJoinsOnceAndLeavesOnce() {
        Peer bob = onThere("user_bob");
        Peer ann = onHere("user_ann");
        Peer annsOther = onThere("user_ann");
        say(ann, "viewing");
        say(annsOther, "commenting");
        assertThat(shown(annsOther)).containsExactly("joined ann viewing 1");

        ann.unsubscribe(FILE);
        nodes.seconds(10);
        annsOther.unsubscribe(FILE);
        nodes.seconds(10);

        assertThat(shown(bob)).containsExactly("joined ann viewing 1", "changed ann commenting 1", "left ann");
    }

    @Test
    @Tag("P7")
    void whoSubscribesOnTheOtherNodeIsShownWhoIsThere() {
        say(onHere("user_ann"), "viewing");
        Peer bob = nodes.there.connect("user_bob").subscribe(FILE);
        assertThat(shown(bob)).containsExactly("state ann viewing 1");
    }

    @Test
    @Tag("P7")
    void theUsersOfAKilledNodeLeaveWithinSixtyFiveSeconds() {
        Peer bob = onThere("user_bob");
        say(onHere("user_ann"), "viewing");
        say(onHere("user_cat"), "idle");
        nodes.seconds(30);
        TwoNodes.kill(nodes.here);
        nodes.seconds(65);

        assertThat(shown(bob)).startsWith("joined ann viewing 1", "joined cat idle 1");
        assertThat(shown(bob).subList(2, shown(bob).size())).containsExactlyInAnyOrder("left ann", "left cat");
    }

    @Test
    @Tag("P7")
    void inARollingRestartNobodyIsSeenToLeave() {
        Peer bob = onThere("user_bob");
        say(onHere("user_ann"), "viewing");
        nodes.here.node.drain(Duration.ofSeconds(2));
        nodes.seconds(3);
        nodes.here.node.close();
        nodes.world.settle();
        say(onThere("user_ann"), "viewing");
        nodes.seconds(30);

        assertThat(shown(bob)).containsExactly("joined ann viewing 1");
    }

    @Test
    @Tag("P7")
    void aDropOnOneNodeIsToldOnTheOtherWhenItsGraceIsOver() {
        Peer bob = onThere("user_bob");
        Peer ann = onHere("user_ann");
        say(ann, "viewing");
        ann.wire.onClosed(1006);
        nodes.seconds(4);
        assertThat(shown(bob)).containsExactly("joined ann viewing 1");
        nodes.seconds(3);
        assertThat(shown(bob)).containsExactly("joined ann viewing 1", "left ann");
    }

    @Test
    @Tag("P8")
    void aLockIsOneOverAllNodesAndIsTakenOverFromTheOther() {
        Peer bob = onThere("user_bob");
        Peer ann = onHere("user_ann");
        Peer annsOther = onThere("user_ann");
        long first = locked(ann, "comment_a");
        Locking.lock(bob, "comment_a");
        assertThat(bob.error()).isEqualTo("comment.locked");

        long second = locked(annsOther, "comment_a");
        assertThat(second).isGreaterThan(first);
        assertThat(ann.only("comment.lock.lost").get("reason").asText()).isEqualTo("taken_over");
        assertThat(bob.frames("comment.locked")).hasSize(2);
        assertThat(nodes.here.now(nodes.here.node.locks().verify("comment_a", first)))
                .isFalse();
        assertThat(nodes.here.now(nodes.here.node.locks().verify("comment_a", second)))
                .isTrue();
    }

    @Test
    @Tag("P8")
    void theLockOfAKilledNodesUserIsAnnouncedFreeWithinItsTimeAndTwoSeconds() {
        Peer bob = onThere("user_bob");
        locked(onHere("user_ann"), "comment_a");
        TwoNodes.kill(nodes.here);
        nodes.seconds(29);
        assertThat(bob.frames("comment.unlocked")).isEmpty();
        nodes.seconds(3);

        assertThat(bob.only("comment.unlocked").get("reason").asText()).isEqualTo("expired");
        locked(bob, "comment_a");
    }

    @Test
    @Tag("seed000-2")
    void aSignalReachesTheOtherNodeOnce() {
        Peer bob = onThere("user_bob");
        Peer cat = onHere("user_cat");
        Peer ann = onHere("user_ann");
        ann.send("{'action':'signal','channel':'file','resource_id':'file_a','event':'user.typing','data':{}}");
        for (Peer other : List.of(bob, cat)) {
            assertThat(other.names()).containsExactly("signal");
        }
        assertThat(ann.names()).isEmpty();
    }
}
