package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** After an outage, within ten seconds: permissions, then every subscription once, then everybody is told. */
@Tag("P10")
@Tag("contract-7")
class ReturnFlowTest {

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes();

    private final FlowWorld here = nodes.here;
    private final FlowWorld there = nodes.there;

    private void publishLocally(FlowWorld node, Channel channel, String event) {
        assertThat(node.publish(Publication.of(channel, event, 1))).isEqualTo(new PublishResult.LocalOnly());
    }

    private static JsonNode theReset(FlowWorld.Peer peer) {
        return peer.only("subscription.reset");
    }

    private static Duration at(FlowWorld.Peer peer, String name) {
        return peer.transport.sent().stream()
                .filter(sent -> sent.name().equals(name))
                .map(sent -> Duration.ofNanos(sent.atNanos()))
                .findFirst()
                .orElseThrow();
    }

    // ---- repaired, or reset ----

    @Test
    @Tag("P1")
    void whatHappenedElsewhereMeanwhileIsRepairedWithoutAReset() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        there.publish(FILE, "e.1");
        there.publish(FILE, "e.2");
        here.seconds(60);
        assertThat(ann.names()).endsWith("connection.degraded");
        here.comeBack();
        here.seconds(10);

        assertThat(ann.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "connection.degraded",
                        "e.1",
                        "e.2",
                        "connection.restored");
    }

    @Test
    @Tag("P1")
    void aChannelWithLocalEventsIsResetForEverybodyEverywhereOnce() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        FlowWorld.Peer calm = here.connect("user_cat").subscribe(OTHER_FILE);
        String before = here.publish(FILE, "e.0");
        here.outage();
        publishLocally(here, FILE, "e.1");
        there.publish(FILE, "e.elsewhere");
        here.comeBack();
        here.seconds(10);
        here.publish(FILE, "e.2");

        assertThat(ann.names())
                .endsWith("e.0", "connection.degraded", "e.1", "subscription.reset", "connection.restored", "e.2");
        assertThat(bob.names()).endsWith("e.0", "e.elsewhere", "subscription.reset", "e.2");
        assertThat(theReset(ann)).isEqualTo(theReset(bob));
        assertThat(theReset(ann).get("reason").asText()).isEqualTo("epoch_changed");
        assertThat(calm.names()).doesNotContain("subscription.reset");
        // Who was not there at all is told as well.
        FlowWorld.Peer late = there.connect("user_dan").subscribe(FILE, before);
        assertThat(late.reason("subscription.reset")).isEqualTo("epoch_changed");
    }

    @Test
    void ofTwoNodesThatWereAwayOneBeginsTheEpoch() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        there.outage();
        publishLocally(here, FILE, "e.here");
        publishLocally(there, FILE, "e.there");
        here.seconds(30);
        here.comeBack();
        here.seconds(8);
        there.comeBack();
        there.seconds(10);

        assertThat(here.backplane.startedAnew).containsExactly(FILE);
        assertThat(there.backplane.startedAnew).containsExactly(FILE);
        assertThat(theReset(ann)).isEqualTo(theReset(bob));
        assertThat(ann.names()).endsWith("e.here", "subscription.reset", "connection.restored");
        assertThat(bob.names()).endsWith("e.there", "subscription.reset", "connection.restored");
    }

    @Test
    void anEpochThatIsOlderThanTheLastLocalEventDoesNotStandForIt() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        there.outage();
        publishLocally(here, FILE, "e.here");
        here.comeBack();
        here.seconds(10);
        publishLocally(there, FILE, "e.there");
        there.seconds(20);
        there.comeBack();
        there.seconds(10);

        assertThat(ann.frames("subscription.reset")).hasSize(2);
        assertThat(bob.frames("subscription.reset")).hasSize(1);
    }

    @Test
    void aChannelWithoutASubscriberHereIsResetElsewhere() {
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        publishLocally(here, FILE, "e.1");
        here.comeBack();
        here.seconds(10);

        assertThat(bob.names()).endsWith("subscription.confirmed", "subscription.reset");
    }

    @Test
    void aLogThatCameBackEmptyResetsOnceAndEvenly() {
        List<FlowWorld.Peer> peers = subscribers(40);
        here.outage();
        for (int i = 0; i < 40; i++) {
            nodes.memory.eventLog().startAnew(file(i), Retention.DEFAULT, Duration.ZERO);
        }
        here.comeBack();
        here.seconds(10);

        requireSpreadResets(peers);
        assertThat(peers)
                .allSatisfy(
                        peer -> assertThat(peer.reason("subscription.reset")).isEqualTo("epoch_changed"));
    }

    @Test
    void resetsOfManyChannelsAreSpreadOverFiveSeconds() {
        List<FlowWorld.Peer> peers = subscribers(40);
        here.outage();
        for (int i = 0; i < 40; i++) {
            publishLocally(here, file(i), "e.1");
        }
        here.comeBack();
        here.seconds(10);

        requireSpreadResets(peers);
    }

    @Test
    void subscriptionsWithoutAPositionGetItSpreadOverFiveSeconds() {
        here.connect("user_zoe");
        here.outage();
        List<FlowWorld.Peer> peers = subscribers(40);
        here.comeBack();
        here.seconds(10);

        requireSpreadResets(peers);
    }

    private static Channel file(int i) {
        return new Channel("file", "file_" + i);
    }

    private List<FlowWorld.Peer> subscribers(int count) {
        List<FlowWorld.Peer> peers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            peers.add(here.connect("user_" + i).subscribe(file(i)));
        }
        return peers;
    }

    private static void requireSpreadResets(List<FlowWorld.Peer> peers) {
        TreeSet<Duration> moments = new TreeSet<>();
        for (FlowWorld.Peer peer : peers) {
            moments.add(at(peer, "subscription.reset"));
            assertThat(peer.names()).endsWith("subscription.reset", "connection.restored");
        }
        assertThat(moments.last().minus(moments.first())).isBetween(Duration.ofMillis(3_500), Duration.ofMillis(5_000));
        assertThat(moments).hasSizeGreaterThan(20);
    }

    // ---- permissions first ----

    @Test
    @Tag("P6")
    void whoWasRevokedElsewhereGetsNothingOfWhatWasMissed() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        there.now(there.node.revoke(AccessSelector.user("user_ann")));
        there.publish(FILE, "e.1");
        here.comeBack();
        here.seconds(10);

        assertThat(ann.names()).endsWith("connection.degraded", "subscription.revoked", "connection.restored");
    }

    @Test
    @Tag("P6")
    void whosePermissionsChangedElsewhereGetsNothingBeforeTheAnswer() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = here.connect("user_bob").subscribe(FILE);
        here.outage();
        here.seconds(5);
        there.now(there.node.permissionsChanged(AccessSelector.user("user_ann")));
        there.publish(FILE, "e.1");
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        here.access = (principal, channel) -> answer.thenApply(grant -> grant);
        here.comeBack();
        here.seconds(4);
        assertThat(ann.names()).doesNotContain("e.1");
        assertThat(bob.names()).contains("e.1");
        answer.complete(Grant.allow());
        here.seconds(10);

        assertThat(ann.names()).contains("e.1");
    }

    @Test
    @Tag("P6")
    void aLinkThatIsBackBeforeItIsSaidReadsNothing() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        there.now(there.node.revoke(AccessSelector.user("user_ann")));
        there.publish(FILE, "e.1");
        here.backplane.heal();
        here.backplane.maybeLost(FILE);
        here.advance(Duration.ofMillis(900));
        assertThat(ann.names()).endsWith("connection.degraded");
        here.comeBack();
        here.seconds(10);

        assertThat(ann.names()).doesNotContain("e.1").contains("subscription.revoked");
    }

    @Test
    @Tag("P6")
    void whereTheChangesCannotBeReadNothingIsDeliveredUnconfirmed() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        here.access = (principal, channel) -> FlowWorld.never();
        here.seconds(31);
        there.publish(FILE, "e.1");
        here.comeBackBut(() -> here.backplane.controlReads = Answers.FAILING);
        here.seconds(4);
        assertThat(ann.names()).doesNotContain("e.1");
        here.access = (principal, channel) -> CompletableFuture.completedFuture(Grant.allow());
        here.seconds(15);

        assertThat(ann.names()).contains("e.1");
    }

    @Test
    @Tag("P6")
    void anAccessLogThatNeverAnswersIsWaitedForTwoSeconds() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        there.publish(FILE, "e.1");
        here.seconds(2);
        here.comeBackBut(() -> here.backplane.controlReads = Answers.NEVER);
        here.advance(Duration.ofMillis(1_900));
        assertThat(ann.names()).doesNotContain("e.1");
        here.seconds(9);

        assertThat(ann.names()).endsWith("e.1", "connection.restored");
    }

    // ---- retried until done ----

    @Test
    void aNewEpochIsAskedForUntilItBeginsAlsoWithoutAnOutage() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.failuresExpected = true;
        here.backplane.appending = Answers.REFUSED;
        here.backplane.startingAnew = Answers.FAILING;
        publishLocally(here, FILE, "e.1");
        here.seconds(60);
        assertThat(ann.names()).endsWith("e.1");
        here.backplane.appending = Answers.NOW;
        // Until then everybody goes on as ever.
        here.publish(FILE, "e.2");
        assertThat(bob.names()).endsWith("e.2");
        here.backplane.startingAnew = Answers.NOW;
        here.seconds(6);

        assertThat(ann.names()).endsWith("e.1", "e.2", "subscription.reset");
        assertThat(bob.names()).endsWith("e.2", "subscription.reset");
    }

    @Test
    void aLostAnswerDoesNotResetTwice() {
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        publishLocally(here, FILE, "e.1");
        here.comeBackBut(() -> here.backplane.startingAnew = Answers.REPLY_LOST);
        here.seconds(6);
        here.backplane.startingAnew = Answers.NOW;
        here.seconds(6);

        assertThat(here.backplane.startedAnew).hasSizeGreaterThan(1);
        assertThat(bob.frames("subscription.reset")).hasSize(1);
    }

    @Test
    void whatStaysHereWhileTheEpochBeginsIsOwedAgain() {
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.failuresExpected = true;
        here.backplane.appending = Answers.REFUSED;
        here.backplane.startingAnew = Answers.LATE;
        publishLocally(here, FILE, "e.1");
        here.seconds(6);
        assertThat(bob.frames("subscription.reset")).hasSize(1);
        publishLocally(here, FILE, "e.2");
        here.backplane.heal();
        here.seconds(6);

        assertThat(here.backplane.startedAnew).containsExactly(FILE, FILE);
        assertThat(bob.frames("subscription.reset")).hasSize(2);
        assertThat(here.node.health().detail()).isEqualTo("ok");
    }

    @Test
    void whatCannotBeStartedAnewHoldsNobodyUp() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        there.publish(FILE, "e.elsewhere");
        publishLocally(here, FILE, "e.1");
        here.comeBackBut(() -> here.backplane.startingAnew = Answers.FAILING);
        here.seconds(11);
        assertThat(ann.names()).endsWith("e.1", "e.elsewhere", "connection.restored");
        here.backplane.startingAnew = Answers.NOW;
        here.seconds(6);

        assertThat(ann.names()).endsWith("connection.restored", "subscription.reset");
    }

    // ---- in which order ----

    @Test
    void everybodyIsToldLast() {
        List<FlowWorld.Peer> peers = subscribers(10);
        here.outage();
        for (int i = 0; i < 10; i++) {
            there.publish(file(i), "e.elsewhere");
        }
        for (int i = 0; i < 5; i++) {
            publishLocally(here, file(i), "e.1");
        }
        here.comeBack();
        here.seconds(10);

        assertThat(peers).allSatisfy(peer -> assertThat(peer.names()).endsWith("connection.restored"));
        Duration told = at(peers.get(0), "connection.restored");
        assertThat(peers)
                .allSatisfy(peer -> assertThat(at(peer, "connection.restored")).isEqualTo(told));
    }

    @Test
    void aRepairThatNeverEndsDelaysTheNewsTenSecondsAtMost() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        there.publish(FILE, "e.1");
        here.comeBackBut(() -> here.backplane.reads = Answers.FAILING);
        here.seconds(11);
        assertThat(ann.names()).endsWith("connection.degraded", "connection.restored");
        assertThat(here.events.calls("failed"))
                .anyMatch(call -> "return".equals(call.arguments().get(0)));
        here.backplane.reads = Answers.NOW;
        here.seconds(5);

        assertThat(ann.names()).endsWith("connection.restored", "e.1");
    }
}
