package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode.AccessChange;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.9")
@Tag("P6")
class AccessChangeFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private final Set<Channel> denied = new TreeSet<>();
    private int asked;

    private void authorizerKnows() {
        world.access = (principal, channel) -> {
            asked++;
            return CompletableFuture.completedFuture(
                    denied.contains(channel) ? Grant.DENIED : Grant.allow("tag:" + channel.id()));
        };
    }

    @Test
    void aUsersSubscriptionsAreAskedAgainAtOnceAndTheDeniedOnesEnd() {
        authorizerKnows();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        denied.add(FILE);
        assertThat(world.now(world.node.permissionsChanged(AccessSelector.user("user_ann"))))
                .isEqualTo(AccessChange.RECORDED);
        world.publish(FILE, "e.one");

        assertThat(ann.reason("subscription.revoked")).isEqualTo("permissions_changed");
        assertThat(ann.frames("e.one")).isEmpty();
        assertThat(bob.frames("e.one")).hasSize(1);
    }

    @Test
    void aTagEndsWhatRestsOnIt() {
        authorizerKnows();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        denied.add(FILE);
        denied.add(OTHER_FILE);
        world.now(world.node.permissionsChanged(AccessSelector.tag("tag:file_b")));

        assertThat(ann.only("subscription.revoked").get("resource_id").asText()).isEqualTo("file_b");
    }

    @Test
    void aChannelIsAskedAgainForEverybody() {
        authorizerKnows();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        denied.add(FILE);
        denied.add(OTHER_FILE);
        world.now(world.node.permissionsChanged(AccessSelector.channel(FILE)));

        assertThat(ann.frames("subscription.revoked")).hasSize(1);
        assertThat(bob.frames("subscription.revoked")).hasSize(1);
    }

    @Test
    void aStaleReplicaIsAskedAgainAfterFiveSeconds() {
        authorizerKnows();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        asked = 0;
        world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));
        assertThat(asked).isEqualTo(1);
        denied.add(FILE);
        world.advance(Duration.ofMillis(4_999));
        assertThat(asked).isEqualTo(1);
        world.advance(Duration.ofMillis(1));

        assertThat(asked).isEqualTo(2);
        assertThat(ann.frames("subscription.revoked")).hasSize(1);
    }

    @Test
    void everySubscriptionIsAskedAgainAfterFiveMinutes() {
        authorizerKnows();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        asked = 0;
        denied.add(FILE);
        world.seconds(299);
        assertThat(asked).isZero();
        world.seconds(2);

        assertThat(asked).isEqualTo(1);
        assertThat(ann.frames("subscription.revoked")).hasSize(1);
    }

    @Test
    void theRecheckGoesOnForEver() {
        authorizerKnows();
        world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        asked = 0;
        world.seconds(1_520);

        assertThat(asked).isEqualTo(10);
    }

    @Test
    void revokeEndsWithoutAsking() {
        authorizerKnows();
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        asked = 0;
        assertThat(world.now(world.node.revoke(AccessSelector.tag("tag:file_a"))))
                .isEqualTo(AccessChange.RECORDED);

        assertThat(asked).isZero();
        assertThat(ann.only("subscription.revoked").get("resource_id").asText()).isEqualTo("file_a");
        ann.clear().subscribe(FILE);
        assertThat(ann.names()).containsExactly("subscription.confirmed");
    }

    /** Tasks run in every order the seeds give; whoever has the answer comes after the change. */
    @Test
    void aSubscribeThatFollowsTheAnswerIsNotEndedByTheRevokeBefore() {
        for (int seed = 0; seed < 200; seed++) {
            ManualWorld shuffled = ManualWorld.seeded(seed);
            try (FlowWorld other = new FlowWorld(shuffled, new ScriptedBackplane(), builder -> builder)) {
                FlowWorld.Peer ann = other.connect("user_ann").subscribe(FILE).clear();
                CompletionStage<AccessChange> answer = other.node.revoke(AccessSelector.channel(FILE));
                boolean more = true;
                while (!answer.toCompletableFuture().isDone() && more) {
                    more = shuffled.executor().runOne();
                }
                ann.subscribe(FILE);

                assertThat(answer.toCompletableFuture()).as("seed %d", seed).isDone();
                assertThat(ann.names())
                        .as("seed %d", seed)
                        .containsExactly("subscription.revoked", "subscription.confirmed");
            }
        }
    }

    @Test
    void aGuestLosesItsShareByItsTag() {
        world.access = (principal, channel) -> CompletableFuture.completedFuture(Grant.allow("share:share_a"));
        Channel share = new Channel("share", "share_a");
        FlowWorld.Peer guest = world.connect("guest:share_a").subscribe(share);
        world.now(world.node.revoke(AccessSelector.tag("share:share_a")));

        assertThat(guest.frames("subscription.revoked")).hasSize(1);
    }

    @Test
    @Tag("P5")
    void nothingIsHandedOverAfterRevokedNotEvenWhatWasQueued() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);
        ann.stall();
        world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        world.publish(OTHER_FILE, "o.1");
        world.publish(FILE, "e.3");
        world.now(world.node.revoke(AccessSelector.channel(FILE)));
        ann.drain();

        assertThat(ann.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "subscription.confirmed",
                        "e.1",
                        "o.1",
                        "subscription.revoked");
        assertThat(world.events.calls("dropped")).isNotEmpty();
    }

    @Test
    @Tag("P5")
    void aQueuedReplayIsTakenBackButItsConfirmIsNot() {
        String since = world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        FlowWorld.Peer ann = world.connect("user_ann").stall();
        ann.send("{'action':'ping'}").subscribeWith(FILE, ",'ref':'s','since_event_id':'" + since + "'");
        world.now(world.node.revoke(AccessSelector.user("user_ann")));
        ann.drain();

        assertThat(ann.names())
                .containsExactly("connection.established", "pong", "subscription.confirmed", "subscription.revoked");
        assertThat(ann.only("subscription.confirmed").get("ref").asText()).isEqualTo("s");
    }

    @Test
    @Tag("P5")
    void aReplayWhoseLogAnswersAfterTheRevokeIsDiscarded() {
        String since = world.publish(FILE, "e.1");
        world.publish(FILE, "e.2");
        world.backplane.reads = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE, since);
        world.now(world.node.revoke(AccessSelector.user("user_ann")));
        world.backplane.heal();
        world.world.settle();

        assertThat(ann.names()).containsExactly("connection.established", "subscription.rejected");
        ann.subscribe(FILE, since);
        assertThat(ann.names())
                .containsExactly("connection.established", "subscription.rejected", "subscription.confirmed", "e.2");
    }

    @Test
    @Tag("P5")
    void nothingComesAfterUnsubscribedFromAStalledSocketEither() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE).stall();
        world.publish(FILE, "e.1");
        world.publish(FILE, "e.2", Map.of());
        ann.unsubscribe(FILE).subscribe(FILE);
        world.publish(FILE, "e.3");
        ann.drain();

        assertThat(ann.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "e.1",
                        "unsubscribed",
                        "subscription.confirmed",
                        "e.3");
    }

    @Test
    void aUserCanBeDisconnected() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob");
        world.now(world.node.disconnectUser("user_ann", CloseCode.FORBIDDEN));

        assertThat(ann.transport.closeCode()).hasValue(4003);
        assertThat(bob.transport.closeCode()).isEmpty();
    }

    @Test
    void aConnectionCanBeDisconnected() {
        FlowWorld.Peer ann = world.connect("user_ann");
        FlowWorld.Peer other = world.connect("user_ann");
        assertThat(world.node.disconnect(ann.connectionId(), CloseCode.FORBIDDEN))
                .isTrue();
        world.world.settle();

        assertThat(ann.transport.closeCode()).hasValue(4003);
        assertThat(other.transport.closeCode()).isEmpty();
        assertThat(world.node.disconnect(ann.connectionId(), CloseCode.FORBIDDEN))
                .isFalse();
    }
}
