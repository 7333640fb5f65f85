package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.FlowWorld.never;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Grant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What overtakes a subscribe that has no answer yet. */
@Tag("contract-2")
class PendingSubscribeFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private final Deque<CompletableFuture<@Nullable Grant>> asked = new ArrayDeque<>();

    @BeforeEach
    void authorizerWaits() {
        world.access = (principal, channel) -> {
            CompletableFuture<@Nullable Grant> answer = never();
            asked.add(answer);
            return answer;
        };
    }

    private void answer(Grant grant) {
        asked.removeFirst().complete(grant);
        world.world.settle();
    }

    @Test
    void aSecondSubscribeSupersedesTheFirst() {
        FlowWorld.Peer peer =
                world.connect("user_ann").subscribeWith(FILE, ",'ref':'one'").subscribeWith(FILE, ",'ref':'two'");
        assertThat(peer.reason("subscription.rejected")).isEqualTo("superseded");
        assertThat(peer.only("subscription.rejected").get("ref").asText()).isEqualTo("one");
        answer(Grant.allow());
        assertThat(peer.frames("subscription.confirmed")).isEmpty();
        answer(Grant.allow());

        assertThat(peer.only("subscription.confirmed").get("ref").asText()).isEqualTo("two");
    }

    @Test
    @Tag("P5")
    void theLateDenialOfASupersededSubscribeIsDiscarded() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE).subscribe(FILE);
        CompletableFuture<@Nullable Grant> first = asked.removeFirst();
        answer(Grant.allow());
        first.complete(Grant.DENIED);
        world.publish(FILE, "e.one");

        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.rejected", "subscription.confirmed", "e.one");
    }

    @Test
    @Tag("P5")
    void anUnsubscribeTakesTheSubscribeBackAndALateGrantIsDiscarded() {
        FlowWorld.Peer peer =
                world.connect("user_ann").subscribeWith(FILE, ",'ref':'s'").unsubscribe(FILE);
        answer(Grant.allow());
        world.publish(FILE, "e.one");

        assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected", "unsubscribed");
        assertThat(peer.reason("subscription.rejected")).isEqualTo("superseded");
        assertThat(world.node.stats().channels()).isZero();
    }

    @Test
    void framesForTheChannelWaitAndOthersDoNot() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        peer.send("{'action':'presence','channel':'file','resource_id':'file_a','state':null,'ref':'waits'}")
                .send("{'action':'presence','channel':'file','resource_id':'file_b','state':null,'ref':'does not'}")
                .send("{'action':'ping'}");
        assertThat(peer.names()).containsExactly("connection.established", "error", "pong");
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("does not");
        answer(Grant.allow());

        assertThat(peer.names())
                .containsExactly("connection.established", "error", "pong", "subscription.confirmed", "error");
        assertThat(peer.frames("error").get(1).get("ref").asText()).isEqualTo("waits");
    }

    @Test
    @Tag("P9")
    void atMostThirtyTwoFramesWait() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        for (int i = 1; i <= 33; i++) {
            peer.send("{'action':'signal','channel':'file','resource_id':'file_a','event':'typing','data':1,'ref':'" + i
                    + "'}");
            world.advance(java.time.Duration.ofMillis(110));
        }
        assertThat(peer.error()).isEqualTo("too_many_pending");
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("33");
        assertThat(peer.only("error").get("resource_id").asText()).isEqualTo("file_a");
        answer(Grant.allow());

        assertThat(peer.frames("error")).hasSize(33);
        assertThat(peer.frames("error"))
                .extracting(frame -> frame.get("ref").asText())
                .startsWith("33", "1", "2")
                .endsWith("32");
    }

    @Test
    void waitingFramesAreAnsweredAlsoWhenTheSubscribeIsRefused() {
        FlowWorld.Peer peer = world.connect("user_ann")
                .subscribe(FILE)
                .send("{'action':'presence','channel':'file','resource_id':'file_a','state':null}");
        answer(Grant.DENIED);

        assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected", "error");
    }

    @Test
    void theConnectionMayEndWhileTheAuthorizerThinks() {
        world.connect("user_ann").subscribe(FILE).drop();
        answer(Grant.allow());

        assertThat(world.node.stats().channels()).isZero();
        assertThat(world.backplane.subscribed).isEmpty();
    }

    @Test
    void anUnsubscribeWhileTheBusIsAskedLeavesNothing() {
        world.backplane.subscribing = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        answer(Grant.allow());
        peer.unsubscribe(FILE);
        world.backplane.heal();
        world.world.settle();

        assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected", "unsubscribed");
        assertThat(world.backplane.subscribed).isEmpty();
        assertThat(world.node.stats().channels()).isZero();
    }

    @Test
    @Tag("P1")
    void whatIsPublishedWhileTheBusIsAskedIsBeforeTheConfirmedPosition() {
        world.backplane.heads = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        answer(Grant.allow());
        answer(Grant.allow());
        world.publish(FILE, "e.one");
        String newest = world.publish(FILE, "e.two");
        world.backplane.heal();
        world.publish(FILE, "e.three");

        for (FlowWorld.Peer peer : List.of(ann, bob)) {
            assertThat(peer.names()).containsExactly("connection.established", "subscription.confirmed", "e.three");
            assertThat(peer.only("subscription.confirmed").get("last_event_id").asText())
                    .isEqualTo(newest);
        }
    }

    @Test
    void aBusThatCannotSubscribeIsTemporary() {
        world.failuresExpected = true;
        world.backplane.subscribing = ScriptedBackplane.Answers.FAILING;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        answer(Grant.allow());
        assertThat(peer.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
        assertThat(peer.only("subscription.rejected").get("retry_after_ms").asLong())
                .isPositive();
        world.backplane.heal();
        peer.subscribe(FILE);
        answer(Grant.allow());

        assertThat(peer.frames("subscription.confirmed")).hasSize(1);
    }

    @Test
    void aLogThatCannotBeReadIsTemporaryAndConfirmsNothing() {
        world.failuresExpected = true;
        String since = world.publish(FILE, "e.one", Map.of());
        world.backplane.reads = ScriptedBackplane.Answers.FAILING;
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since).subscribe(OTHER_FILE);
        answer(Grant.allow());
        answer(Grant.allow());

        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.rejected", "subscription.confirmed");
        assertThat(peer.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
    }
}
