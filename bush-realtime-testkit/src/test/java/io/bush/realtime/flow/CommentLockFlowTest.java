package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.Locking.last;
import static io.bush.realtime.flow.Locking.lock;
import static io.bush.realtime.flow.Locking.locked;
import static io.bush.realtime.flow.Locking.renew;
import static io.bush.realtime.flow.Locking.token;
import static io.bush.realtime.flow.Locking.unlock;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.CommentChannels;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lock, renew, unlock, take over, and who may not. */
@Tag("P8")
@Tag("contract-3.11")
class CommentLockFlowTest {

    @RegisterExtension
    final FlowWorld world = Locking.world();

    private FlowWorld.Peer subscribed(String user) {
        return world.connect(user).subscribe(FILE).clear();
    }

    private boolean verified(String comment, long token) {
        return world.now(world.node.locks().verify(comment, token));
    }

    @Test
    void theHolderGetsATokenAndTheOthersHearWhoHoldsItAndUntilWhen() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        ann.send("{'action':'comment.lock','ref':'l1','comment_id':'comment_a'}");

        JsonNode granted = ann.only("comment.lock.granted");
        assertThat(granted.get("ref").asText()).isEqualTo("l1");
        assertThat(granted.get("comment_id").asText()).isEqualTo("comment_a");
        assertThat(granted.get("lock_token").asLong()).isEqualTo(1_768_473_000_000_000L);
        assertThat(granted.get("expires_at").asText()).isEqualTo("2026-01-15T10:30:30.000Z");
        assertThat(ann.names()).containsExactly("comment.lock.granted");
        assertThat(bob.only("comment.locked").toString())
                .isEqualTo("{\"type\":\"comment.locked\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                        + "\"comment_id\":\"comment_a\",\"user\":{\"id\":\"user_ann\",\"name\":\"Name of user_ann\"},"
                        + "\"expires_at\":\"2026-01-15T10:30:30.000Z\"}");
        assertThat(verified("comment_a", token(ann))).isTrue();
        assertThat(verified("comment_a", token(ann) - 1)).isFalse();
    }

    @Test
    void renewingIsAnsweredWithTheSameTokenAndALaterEndWhichTheOthersHear() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        world.seconds(10);
        renew(ann, "comment_a", token);

        assertThat(ann.names()).containsExactly("comment.lock.granted", "comment.lock.granted");
        assertThat(token(ann)).isEqualTo(token);
        assertThat(last(ann, "comment.lock.granted").get("expires_at").asText()).isEqualTo("2026-01-15T10:30:40.000Z");
        assertThat(bob.names()).containsExactly("comment.locked", "comment.locked");
        assertThat(last(bob, "comment.locked").get("expires_at").asText()).isEqualTo("2026-01-15T10:30:40.000Z");
    }

    @Test
    void lockingAgainThroughTheSameConnectionRenews() {
        FlowWorld.Peer ann = subscribed("user_ann");
        long token = locked(ann, "comment_a");
        world.seconds(5);

        assertThat(locked(ann, "comment_a")).isEqualTo(token);
        assertThat(last(ann, "comment.lock.granted").get("expires_at").asText()).isEqualTo("2026-01-15T10:30:35.000Z");
    }

    @Test
    void unlockingFreesItAndTheOthersHearIt() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        ann.send("{'action':'comment.unlock','ref':'l2','comment_id':'comment_a','lock_token':" + token + "}");

        assertThat(ann.names()).containsExactly("comment.lock.granted", "comment.unlocked");
        assertThat(ann.only("comment.unlocked").get("ref").asText()).isEqualTo("l2");
        assertThat(bob.reason("comment.unlocked")).isEqualTo("released");
        assertThat(bob.only("comment.unlocked").has("ref")).isFalse();
        assertThat(verified("comment_a", token)).isFalse();
        assertThat(locked(bob, "comment_a")).isGreaterThan(token);
    }

    @Test
    void whoAsksForALockedCommentIsToldWhoHoldsItAndHowLongAndNobodyElseHears() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        locked(ann, "comment_a");
        world.seconds(12);
        bob.clear();
        bob.send("{'action':'comment.lock','ref':'r','comment_id':'comment_a'}");

        JsonNode error = bob.only("error");
        assertThat(error.get("code").asText()).isEqualTo("comment.locked");
        assertThat(error.get("ref").asText()).isEqualTo("r");
        assertThat(error.get("action").asText()).isEqualTo("comment.lock");
        assertThat(error.get("comment_id").asText()).isEqualTo("comment_a");
        assertThat(error.get("user").get("id").asText()).isEqualTo("user_ann");
        assertThat(error.get("expires_at").asText()).isEqualTo("2026-01-15T10:30:30.000Z");
        assertThat(error.get("retry_after_ms").asLong()).isEqualTo(18_000);
        assertThat(ann.names()).containsExactly("comment.lock.granted");
    }

    @Test
    void theSameUsersOtherTabTakesItOverAndTheFirstIsTold() {
        FlowWorld.Peer first = subscribed("user_ann");
        FlowWorld.Peer second = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long before = locked(first, "comment_a");
        bob.clear();
        second.clear();
        long after = locked(second, "comment_a");

        assertThat(after).isGreaterThan(before);
        assertThat(second.names()).containsExactly("comment.lock.granted");
        assertThat(bob.names()).containsExactly("comment.locked");
        assertThat(first.names())
                .containsExactlyInAnyOrder("comment.lock.granted", "comment.locked", "comment.lock.lost");
        assertThat(first.reason("comment.lock.lost")).isEqualTo("taken_over");
        assertThat(verified("comment_a", before)).isFalse();
        first.clear();
        renew(first, "comment_a", before);
        assertThat(first.error()).isEqualTo("lock_lost");
        first.clear().unsubscribe(FILE);
        assertThat(verified("comment_a", after)).isTrue();
    }

    @Test
    void theTabThatRenewsHoldsItAndTheFormerOneCannotGiveItAway() {
        FlowWorld.Peer first = subscribed("user_ann");
        FlowWorld.Peer second = subscribed("user_ann");
        long token = locked(first, "comment_a");
        renew(second, "comment_a", token);
        assertThat(token(second)).isEqualTo(token);
        assertThat(first.reason("comment.lock.lost")).isEqualTo("taken_over");
        first.unsubscribe(FILE);

        assertThat(verified("comment_a", token)).isTrue();
    }

    @Test
    void everyWrongTokenIsAnsweredTheSame() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        long token = locked(ann, "comment_a");
        bob.clear();
        renew(bob, "comment_a", token);
        String stranger = bob.only("error").toString();
        renew(bob.clear(), "comment_a", 7);
        String wrong = bob.only("error").toString();
        renew(ann.clear(), "comment_a", token + 1);
        String own = ann.only("error").toString();

        assertThat(stranger).contains("\"lock_lost\"");
        assertThat(wrong).isEqualTo(stranger);
        assertThat(own).isEqualTo(stranger);
        unlock(bob.clear(), "comment_a", token);
        assertThat(bob.error()).isEqualTo("lock_lost");
        assertThat(verified("comment_a", token)).isTrue();
    }

    @Test
    void unlockingAFreeCommentIsAnErrorAndNothingElse() {
        FlowWorld.Peer ann = subscribed("user_ann");
        FlowWorld.Peer bob = subscribed("user_bob");
        unlock(ann, "comment_a", 7);

        assertThat(ann.error()).isEqualTo("lock_lost");
        assertThat(bob.names()).isEmpty();
    }

    @Test
    void aCommentThatIsAbsentElsewhereUnseenOrNotEditableGetsTheSameBytes() {
        FlowWorld.Peer ann = subscribed("user_ann");
        lock(ann, "comment_x");
        String absent = ann.only("error").toString().replace("comment_x", "ID");
        lock(ann.clear(), "comment_b");
        String unseen = ann.only("error").toString().replace("comment_b", "ID");
        world.access = (principal, channel) ->
                CompletableFuture.completedFuture(Grant.allow().withRights(Grant.Right.PRESENCE));
        FlowWorld.Peer viewer = subscribed("user_vic");
        lock(viewer, "comment_a");
        String notEditable = viewer.only("error").toString().replace("comment_a", "ID");

        assertThat(absent).contains("\"forbidden\"");
        assertThat(unseen).isEqualTo(absent);
        assertThat(notEditable).isEqualTo(absent);
    }

    @Test
    void aNamedChannelMustBeTheCommentsAndIsNoWayToFindOutWhereItIs() {
        FlowWorld.Peer ann = subscribed("user_ann");
        lock(ann, "comment_b", FILE);
        String elsewhere = ann.only("error").toString().replace("comment_b", "ID");
        lock(ann.clear(), "comment_x", FILE);
        String absent = ann.only("error").toString().replace("comment_x", "ID");
        lock(ann.clear(), "comment_b", OTHER_FILE);
        assertThat(ann.error()).isEqualTo("not_subscribed");
        lock(ann.clear(), "comment_a", FILE);

        assertThat(elsewhere).contains("\"forbidden\"");
        assertThat(absent).isEqualTo(elsewhere);
        assertThat(ann.names()).containsExactly("comment.lock.granted");
    }

    @Test
    void guestsNeverLockAndSeeNamesOnly() {
        FlowWorld.Peer guest = world.connect("guest:share_x").subscribe(FILE).clear();
        FlowWorld.Peer ann = subscribed("user_ann");
        lock(guest, "comment_a");
        assertThat(guest.error()).isEqualTo("forbidden");
        lock(guest.clear(), "comment_a", FILE);
        assertThat(guest.error()).isEqualTo("forbidden");
        guest.clear();
        locked(ann, "comment_a");

        assertThat(guest.only("comment.locked").get("user").get("name").asText())
                .isEqualTo("Name of user_ann");
    }

    @Test
    void aTypeWithoutLocksSaysSo() {
        Channel project = new Channel("project", "proj_x");
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(project).clear();
        lock(ann, "comment_a", project);

        assertThat(ann.error()).isEqualTo("not_supported");
    }

    @Test
    @Tag("P9")
    void aUserHoldsTenLocksAtMostOverAllTabs() {
        FlowWorld.Peer first = subscribed("user_ann");
        FlowWorld.Peer second = subscribed("user_ann");
        for (int i = 0; i < 5; i++) {
            lock(first, "comment_a" + i);
            lock(second, "comment_a1" + i);
        }
        FlowWorld.Peer third = subscribed("user_ann");
        lock(third, "comment_a20");

        assertThat(third.error()).isEqualTo("lock_limit_exceeded");
        unlock(first, "comment_a4", token(first));
        lock(third.clear(), "comment_a20");
        assertThat(third.names()).containsExactly("comment.lock.granted");
    }

    @Test
    void aLockThatIsAskedForWhileItsSubscribeIsPendingWaitsForIt() {
        world.backplane.subscribing = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        lock(ann, "comment_a");
        lock(ann, "comment_a1", FILE);
        assertThat(ann.names()).containsExactly("connection.established");
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.frames("comment.lock.granted")).hasSize(2);
        assertThat(ann.names().subList(1, 4)).containsExactly("subscription.confirmed", "presence.state", "lock.state");
    }

    @Test
    void whatWaitsForASubscribeDoesNotShowWhereACommentIs() {
        CompletableFuture<@Nullable Grant> undecided = FlowWorld.never();
        world.access = (principal, channel) -> undecided;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).clear();
        lock(ann, "comment_a");
        lock(ann, "comment_x");
        assertThat(ann.names()).isEmpty();
        undecided.complete(Grant.DENIED);
        world.world.settle();

        assertThat(ann.names()).containsExactly("subscription.rejected", "error", "error");
        assertThat(ann.frames("error").get(0).toString().replace("comment_a", "ID"))
                .isEqualTo(ann.frames("error").get(1).toString().replace("comment_x", "ID"))
                .contains("\"forbidden\"");
    }

    @Test
    void whileAccessCannotBeConfirmedNothingIsLocked() {
        world.failuresExpected = true;
        FlowWorld.Peer ann = subscribed("user_ann");
        world.access = (principal, channel) -> FlowWorld.broken();
        world.now(world.node.permissionsChanged(AccessSelector.channel(FILE)));
        lock(ann, "comment_a");

        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
    }

    @Test
    @Tag("P5")
    void aCommentThatIsNotTheirsToEditIsForbiddenLikeOneThatDoesNotExist() {
        CommentChannels ofOwners = new CommentChannels() {
            @Override
            public CompletionStage<@Nullable Channel> channelOf(String commentId) {
                return Locking.channelOf(commentId);
            }

            @Override
            public CompletionStage<@Nullable Channel> channelFor(Principal who, String commentId) {
                boolean theirs = commentId.endsWith(who.id());
                return theirs ? channelOf(commentId) : CompletableFuture.completedFuture(null);
            }
        };
        try (FlowWorld owned = Locking.world(ofOwners)) {
            FlowWorld.Peer ann = owned.connect("user_ann").subscribe(FILE).clear();
            lock(ann, "comment_a_user_bob");
            String denied = ann.only("error").toString().replace("comment_a_user_bob", "");
            lock(ann.clear(), "comment_none");
            assertThat(ann.only("error").toString().replace("comment_none", "")).isEqualTo(denied);
            assertThat(ann.error()).isEqualTo("forbidden");

            locked(ann.clear(), "comment_a_user_ann");
            assertThat(ann.names()).containsExactly("comment.lock.granted");
        }
    }
}
