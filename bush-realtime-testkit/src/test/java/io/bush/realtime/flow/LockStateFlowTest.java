package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.Locking.last;
import static io.bush.realtime.flow.Locking.lock;
import static io.bush.realtime.flow.Locking.locked;
import static io.bush.realtime.flow.Locking.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever subscribes, or missed something, is shown everything that is locked. */
@Tag("P8")
@Tag("contract-3.11")
class LockStateFlowTest {

    @RegisterExtension
    final FlowWorld world = Locking.world();

    private static List<String> comments(JsonNode state) {
        List<String> comments = new ArrayList<>();
        state.get("locks").forEach(lock -> comments.add(lock.get("comment_id").asText()));
        return comments;
    }

    private FlowWorld.Peer subscribed(String user) {
        return world.connect(user).subscribe(FILE).clear();
    }

    @Test
    void whoSubscribesIsShownWhatIsLockedAfterWhoIsThereAndBeforeAnythingLive() {
        FlowWorld.Peer ann = subscribed("user_ann");
        locked(ann, "comment_a2");
        locked(ann, "comment_a1");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.publish(FILE, "e.1");

        assertThat(bob.names())
                .containsExactly(
                        "connection.established", "subscription.confirmed", "presence.state", "lock.state", "e.1");
        assertThat(bob.only("lock.state").get("locks").toString())
                .isEqualTo(
                        "[{\"comment_id\":\"comment_a1\",\"user\":{\"id\":\"user_ann\",\"name\":\"Name of user_ann\"},"
                                + "\"expires_at\":\"2026-01-15T10:30:30.000Z\"},"
                                + "{\"comment_id\":\"comment_a2\",\"user\":{\"id\":\"user_ann\",\"name\":\"Name of user_ann\"},"
                                + "\"expires_at\":\"2026-01-15T10:30:30.000Z\"}]");
    }

    @Test
    void nothingLockedIsShownToo() {
        assertThat(comments(world.connect("user_ann").subscribe(FILE).only("lock.state")))
                .isEmpty();
    }

    @Test
    void aTypeWithoutLocksShowsNone() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(new Channel("project", "proj_x"));

        assertThat(ann.names()).containsExactly("connection.established", "subscription.confirmed", "presence.state");
    }

    @Test
    void locksOfAnotherChannelAreNotShown() {
        FlowWorld.Peer ann = subscribed("user_ann");
        locked(ann, "comment_a");

        assertThat(comments(world.connect("user_bob").subscribe(OTHER_FILE).only("lock.state")))
                .isEmpty();
    }

    @Test
    void aLockThatWasTakenBeforeTheFirstSubscribeOnThisNodeIsShown() {
        FlowWorld.Peer ann = subscribed("user_ann");
        locked(ann, "comment_a");
        ann.drop();
        assertThat(world.node.stats().channels()).isZero();

        assertThat(comments(world.connect("user_bob").subscribe(FILE).only("lock.state")))
                .containsExactly("comment_a");
    }

    @Test
    void aChangeBetweenBusAndPictureIsShownOnce() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(OTHER_FILE);
        world.backplane.locking = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.backplane.locking = ScriptedBackplane.Answers.NOW;
        world.now(world.node
                .locks()
                .acquire(
                        LockName.comment("comment_a"),
                        FILE,
                        new LockOwner(new Principal.Member("user_cid", null, null), "the_server")));
        assertThat(bob.names()).containsExactly("connection.established");
        world.backplane.heal();
        world.world.settle();

        assertThat(bob.names())
                .containsExactly("connection.established", "subscription.confirmed", "presence.state", "lock.state");
        assertThat(comments(bob.only("lock.state"))).containsExactly("comment_a");
        assertThat(ann.frames("comment.locked")).isEmpty();
    }

    @Test
    @Tag("contract-3.12")
    void aSpilledSubscriberIsShownTheWholePictureWhenItIsLiveAgain() {
        FlowWorld.Peer slow = subscribed("user_bob");
        FlowWorld.Peer ann = subscribed("user_ann");
        slow.stall();
        world.publishMany(FILE, 1, 40, Map.of("x", "y".repeat(60_000)));
        assertThat(world.events.calls("spilled")).isNotEmpty();
        long token = locked(ann, "comment_a1");
        locked(ann, "comment_a2");
        unlock(ann, "comment_a1", token);
        slow.drain();

        assertThat(slow.names()).endsWith("e.40", "presence.state", "lock.state");
        assertThat(comments(slow.only("lock.state"))).containsExactly("comment_a2");
        assertThat(slow.frames("comment.locked")).isEmpty();
    }

    @Test
    void afterAHoldTheWholePictureIsShown() {
        world.failuresExpected = true;
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        world.access = (principal, channel) -> principal.id().equals("user_bob")
                ? FlowWorld.broken()
                : CompletableFuture.completedFuture(Grant.allow("project:proj_x"));
        world.now(world.node.permissionsChanged(AccessSelector.user("user_bob")));
        locked(ann, "comment_a");
        assertThat(bob.names()).isEmpty();
        world.access = (principal, channel) -> CompletableFuture.completedFuture(Grant.allow("project:proj_x"));
        world.seconds(5);

        assertThat(bob.names()).containsExactly("presence.state", "lock.state");
        assertThat(comments(bob.only("lock.state"))).containsExactly("comment_a");
    }

    @Test
    void whenSomethingMayHaveBeenLostEverybodyIsShownTheWholePicture() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        world.backplane.events = ScriptedBackplane.Events.LOST;
        locked(ann, "comment_a");
        assertThat(bob.names()).isEmpty();
        world.backplane.events = ScriptedBackplane.Events.NOW;
        world.backplane.maybeLost(FILE);
        world.world.settle();

        assertThat(comments(bob.only("lock.state"))).containsExactly("comment_a");
        assertThat(comments(ann.only("lock.state"))).containsExactly("comment_a");
    }

    @Test
    void anEndThatWasLostIsNoticedWhenThePictureIsLoadedAgain() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        world.backplane.events = ScriptedBackplane.Events.LOST;
        unlock(ann, "comment_a", token);
        world.backplane.events = ScriptedBackplane.Events.NOW;
        world.backplane.maybeLost(FILE);
        world.world.settle();

        assertThat(comments(bob.only("lock.state"))).isEmpty();
    }

    @Test
    void aHolderWhoDidNotHearOfItsLossIsToldWhenThePictureIsLoadedAgain() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer annsOther = subscribed("user_ann");
        FlowWorld.Peer cat = subscribed("user_cat");
        locked(ann, "comment_a1");
        locked(cat, "comment_a2");
        world.seconds(20);
        world.backplane.events = ScriptedBackplane.Events.LOST;
        locked(annsOther, "comment_a1");
        world.seconds(12);
        assertThat(ann.frames("comment.lock.lost")).isEmpty();
        world.backplane.events = ScriptedBackplane.Events.NOW;
        world.backplane.maybeLost(FILE);
        world.world.settle();

        assertThat(ann.reason("comment.lock.lost")).isEqualTo("taken_over");
        assertThat(cat.reason("comment.lock.lost")).isEqualTo("expired");
        assertThat(annsOther.frames("comment.lock.lost")).isEmpty();
        assertThat(comments(last(annsOther, "lock.state"))).containsExactly("comment_a1");
    }

    @Test
    void aPictureThatCannotBeLoadedIsShownWhenItCan() {
        world.failuresExpected = true;
        FlowWorld.Peer ann = subscribed("user_ann");
        locked(ann, "comment_a");
        ann.drop();
        world.backplane.locking = ScriptedBackplane.Answers.FAILING;
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        assertThat(bob.names()).containsExactly("connection.established", "subscription.confirmed", "presence.state");
        world.advance(Duration.ofSeconds(3));
        assertThat(bob.frames("lock.state")).isEmpty();
        world.backplane.heal();
        world.advance(Duration.ofSeconds(1));

        assertThat(comments(last(bob, "lock.state"))).containsExactly("comment_a");
    }

    @Test
    void aResubscribeShowsItAgain() {
        FlowWorld.Peer bob = subscribed("user_bob").subscribe(FILE);

        assertThat(bob.names()).containsExactly("subscription.confirmed", "presence.state", "lock.state");
    }

    @Test
    void whatTheApplicationLocksOfAnotherKindIsNotShownAsAComment() {
        FlowWorld.Peer bob = subscribed("user_bob");
        world.now(world.node
                .locks()
                .acquire(
                        new LockName("blob", "blob_1"),
                        FILE,
                        new LockOwner(new Principal.Member("user_cid", null, null), "the_server")));

        assertThat(bob.names()).isEmpty();
        assertThat(comments(world.connect("user_dan").subscribe(FILE).only("lock.state")))
                .isEmpty();
    }

    @Test
    void whatIsStillOnItsWayToTheNodeIsToldAfterThePicture() {
        FlowWorld.Peer ann = subscribed("user_ann");
        world.backplane.events = ScriptedBackplane.Events.HELD;
        lock(ann, "comment_a");
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.backplane.heal();
        world.world.settle();

        List<String> heard = bob.names();
        assertThat(heard.subList(0, 4))
                .containsExactly("connection.established", "subscription.confirmed", "presence.state", "lock.state");
        assertThat(heard.subList(4, heard.size())).containsExactly("comment.locked");
        assertThat(comments(bob.only("lock.state"))).isEmpty();
    }

    @Test
    void whoGaveALockBackIsNotShownItAgainWhileTheNewsIsUnderWay() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        world.backplane.events = ScriptedBackplane.Events.HELD;
        long token = locked(ann, "comment_a");
        unlock(ann, "comment_a", token);
        ann.clear().subscribe(FILE);
        assertThat(comments(ann.only("lock.state"))).isEmpty();
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names()).containsExactly("subscription.confirmed", "presence.state", "lock.state");
        assertThat(bob.names()).isEmpty();
        assertThat(comments(world.connect("user_cid").subscribe(FILE).only("lock.state")))
                .isEmpty();
    }

    @Test
    void whatIsGivenBackHereIsToldOnceAndBeforeTheNewsComes() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        world.backplane.events = ScriptedBackplane.Events.HELD;
        unlock(ann, "comment_a", token);

        assertThat(bob.names()).containsExactly("comment.locked", "comment.unlocked");
        world.backplane.heal();
        world.world.settle();
        assertThat(bob.names()).containsExactly("comment.locked", "comment.unlocked");
    }
}
