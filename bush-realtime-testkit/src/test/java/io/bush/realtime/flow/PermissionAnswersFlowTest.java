package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.FlowWorld.never;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.9")
@Tag("P5")
class PermissionAnswersFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private void assertUnavailable(FlowWorld.Peer peer) {
        assertThat(peer.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
        assertThat(peer.only("subscription.rejected").get("retry_after_ms").asLong())
                .isPositive();
        assertThat(peer.frames("subscription.confirmed")).isEmpty();
    }

    @Test
    void anErrorOnSubscribeIsTemporary() {
        world.failuresExpected = true;
        world.access = (principal, channel) -> FlowWorld.broken();
        assertUnavailable(world.connect("user_ann").subscribe(FILE));
    }

    @Test
    void anAuthorizerThatThrowsIsAnError() {
        world.failuresExpected = true;
        world.access = (principal, channel) -> {
            throw new StackOverflowError("boom");
        };
        assertUnavailable(world.connect("user_ann").subscribe(FILE));
    }

    @Test
    void anAuthorizerWithoutAStageIsAnError() {
        world.failuresExpected = true;
        world.access = (principal, channel) -> null;
        assertUnavailable(world.connect("user_ann").subscribe(FILE));
    }

    @Test
    void anAuthorizerThatNeverAnswersIsGivenFiveSecondsAndALateGrantIsDiscarded() {
        world.failuresExpected = true;
        CompletableFuture<@Nullable Grant> answer = never();
        world.access = (principal, channel) -> answer;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.advance(Duration.ofMillis(4_999));
        assertThat(peer.names()).containsExactly("connection.established");
        world.advance(Duration.ofMillis(1));
        assertUnavailable(peer);
        answer.complete(Grant.allow());
        world.publish(FILE, "e.one");

        assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected");
    }

    @Test
    void inABatchOneThrowingQuestionDoesNotDisturbAnotherFrame() {
        world.failuresExpected = true;
        world.access = (principal, channel) -> {
            if (channel.equals(FILE)) {
                throw new IllegalStateException("boom");
            }
            return CompletableFuture.completedFuture(Grant.allow());
        };
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE).subscribe(OTHER_FILE);

        assertThat(peer.frames("subscription.confirmed")).hasSize(1);
    }

    @Test
    void aChangeWhileTheQuestionIsUnderWayAsksAGrantedOneOnceMore() {
        Deque<CompletableFuture<@Nullable Grant>> asked = new ArrayDeque<>();
        world.access = (principal, channel) -> {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        };
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.node.permissionsChanged(AccessSelector.user("user_ann"));
        world.world.settle();
        asked.removeFirst().complete(Grant.allow());
        world.world.settle();
        assertThat(peer.frames("subscription.confirmed")).isEmpty();
        asked.removeFirst().complete(Grant.DENIED);
        world.world.settle();

        assertThat(peer.reason("subscription.rejected")).isEqualTo("insufficient_permissions");
        world.access = (principal, channel) -> FlowWorld.denied();
    }

    @Test
    void aDenialAppliesAtOnceEvenWhenAccessChangedMeanwhile() {
        Deque<CompletableFuture<@Nullable Grant>> asked = new ArrayDeque<>();
        world.access = (principal, channel) -> {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        };
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        asked.removeFirst().complete(Grant.allow("t"));
        world.world.settle();
        world.node.permissionsChanged(AccessSelector.tag("t"));
        world.world.settle();
        world.node.permissionsChanged(AccessSelector.tag("t"));
        world.world.settle();
        assertThat(asked).hasSize(1);
        asked.removeFirst().complete(Grant.DENIED);
        world.world.settle();

        assertThat(peer.reason("subscription.revoked")).isEqualTo("permissions_changed");
        assertThat(asked).isEmpty();
    }

    @Test
    void aChangeDuringARecheckAsksAGrantedOneOnceMore() {
        Deque<CompletableFuture<@Nullable Grant>> asked = new ArrayDeque<>();
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.access = (principal, channel) -> {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        };
        world.node.permissionsChanged(AccessSelector.channel(FILE));
        world.world.settle();
        world.node.permissionsChanged(AccessSelector.channel(FILE));
        world.world.settle();
        asked.removeFirst().complete(Grant.allow());
        world.world.settle();
        assertThat(asked).hasSize(1);
        asked.removeFirst().complete(Grant.DENIED);
        world.world.settle();

        assertThat(peer.frames("subscription.revoked")).hasSize(1);
    }

    @Test
    void aGrantBetweenTheAnswerAndTheConfirmIsCheckedAgain() {
        world.backplane.subscribing = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.access = (principal, channel) -> FlowWorld.denied();
        world.node.permissionsChanged(AccessSelector.tag("project:proj_x"));
        world.world.settle();
        world.backplane.heal();
        world.publish(FILE, "e.one");

        assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected");
        assertThat(peer.reason("subscription.rejected")).isEqualTo("insufficient_permissions");
    }

    @Test
    void aRevokeBetweenTheAnswerAndTheConfirmRefuses() {
        world.backplane.subscribing = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.node.revoke(AccessSelector.user("user_ann"));
        world.world.settle();
        world.backplane.heal();
        world.publish(FILE, "e.one");

        assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected");
    }

    @Test
    @Tag("contract-3.13")
    void anEventFromBeforeTheAccessBeganIsNotReplayed() {
        String since = world.publish(FILE, "e.one");
        world.publish(FILE, "e.two");
        world.advance(Duration.ofSeconds(10));
        world.access = (principal, channel) -> CompletableFuture.completedFuture(
                Grant.allow().since(world.world.time().wallTime()));
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since);
        world.publish(FILE, "e.three");

        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.confirmed", "subscription.reset", "e.three");
        assertThat(peer.reason("subscription.reset")).isEqualTo("access_interrupted");
        assertThat(peer.only("subscription.reset").get("last_event_id"))
                .isEqualTo(peer.only("subscription.confirmed").get("last_event_id"));
    }

    @Test
    @Tag("contract-3.13")
    void whoeverMissedNothingIsNotResetByANewAccess() {
        String since = world.publish(FILE, "e.one");
        world.access = (principal, channel) -> CompletableFuture.completedFuture(
                Grant.allow().since(world.world.time().wallTime().plusSeconds(60)));
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since);

        assertThat(peer.names()).containsExactly("connection.established", "subscription.confirmed");
        assertThat(peer.only("subscription.confirmed").get("recovered").asBoolean())
                .isTrue();
    }

    @Test
    @Tag("contract-3.13")
    void anAccessOlderThanWhatWasMissedHonoursThePosition() {
        String since = world.publish(FILE, "e.one");
        var began = world.world.time().wallTime();
        world.advance(Duration.ofSeconds(3));
        world.publish(FILE, "e.two");
        world.access = (principal, channel) ->
                CompletableFuture.completedFuture(Grant.allow().since(began));
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since);

        assertThat(peer.names()).containsExactly("connection.established", "subscription.confirmed", "e.two");
    }
}
