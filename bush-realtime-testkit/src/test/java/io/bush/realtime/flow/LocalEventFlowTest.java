package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import io.bush.realtime.flow.ScriptedBackplane.Events;
import io.bush.realtime.testkit.RecordingTransport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is certainly not sent reaches the subscribers of this node, and nobody is left with it. */
@Tag("P10")
@Tag("contract-7")
class LocalEventFlowTest {

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes();

    private final FlowWorld here = nodes.here;
    private final FlowWorld there = nodes.there;

    private void publishLocally(String event) {
        assertThat(here.publish(Publication.of(FILE, event, 1))).isEqualTo(new PublishResult.LocalOnly());
    }

    private static List<String> events(FlowWorld.Peer peer) {
        return peer.transport.sent().stream()
                .filter(sent -> sent.json().path("type").isMissingNode())
                .map(RecordingTransport.Sent::name)
                .toList();
    }

    @Test
    @Tag("P4")
    void itComesAtOnceInOrderAndWithoutAnId() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        for (int i = 1; i <= 100; i++) {
            publishLocally("e." + i);
        }

        assertThat(events(ann)).hasSize(100).startsWith("e.1", "e.2").endsWith("e.99", "e.100");
        assertThat(ann.frames("e.7")).allMatch(frame -> !frame.has("event_id"));
        assertThat(events(bob)).isEmpty();
    }

    @Test
    @Tag("P4")
    void itDoesNotNeedAnOutage() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.backplane.appending = Answers.REFUSED;
        publishLocally("e.1");

        assertThat(ann.names()).endsWith("e.1");
        assertThat(here.node.stats().events().localOnly()).isEqualTo(1);
        assertThat(here.events.calls("published"))
                .allMatch(call -> "localonly".equals(call.arguments().get(2)));
    }

    @Test
    @Tag("P4")
    void whatMayHaveHappenedIsNotDelivered() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        here.backplane.appending = Answers.FAILING;
        assertThat(here.publish(Publication.of(FILE, "e.1", 1))).isInstanceOf(PublishResult.Unknown.class);
        here.backplane.appending = Answers.REPLY_LOST;
        assertThat(here.publish(Publication.of(FILE, "e.2", 1))).isInstanceOf(PublishResult.Unknown.class);
        assertThat(events(ann)).isEmpty();
        here.comeBack();
        here.seconds(1);

        // One of them has happened, and the log knows which.
        assertThat(events(ann)).containsExactly("e.2");
        assertThat(here.backplane.startedAnew).isEmpty();
    }

    @Test
    void nothingIsSentLaterThatWasPublishedInTheOutage() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        publishLocally("e.1");
        int appends = here.backplane.appends;
        here.comeBack();
        here.seconds(30);

        assertThat(here.backplane.appends).isEqualTo(appends);
        assertThat(events(ann)).containsExactly("e.1");
        assertThat(events(bob)).isEmpty();
    }

    @Test
    void aVolatileEventThatIsNotTakenStaysHereAndNobodyIsReset() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        assertThat(here.publish(Publication.of(FILE, "v.1", 1).asVolatile("a")))
                .isEqualTo(new PublishResult.LocalOnly());
        here.comeBack();
        here.seconds(30);

        assertThat(ann.names())
                .containsExactly(
                        "connection.established",
                        "subscription.confirmed",
                        "connection.degraded",
                        "v.1",
                        "connection.restored");
        assertThat(bob.names()).containsExactly("connection.established", "subscription.confirmed");
    }

    @Test
    void byPolicyItIsRejectedAndReachesNobody() {
        FlowWorld world = new FlowWorld(
                nodes.world,
                new ScriptedBackplane(nodes.memory),
                builder -> builder.settings(RealtimeSettings.DEFAULT.with(OutagePolicy.REJECT)));
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.outage();
        assertThat(world.publish(Publication.of(FILE, "e.1", 1)))
                .isInstanceOfSatisfying(
                        PublishResult.Rejected.class,
                        rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.UNAVAILABLE));
        assertThat(world.publish(Publication.of(FILE, "v.1", 1).asVolatile(null)))
                .isInstanceOf(PublishResult.Rejected.class);
        world.comeBack();
        world.seconds(30);

        assertThat(events(ann)).isEmpty();
        assertThat(ann.names()).doesNotContain("subscription.reset");
        assertThat(world.backplane.startedAnew).isEmpty();
        world.leave();
    }

    @Test
    @Tag("P4")
    void anEventThatIsTooLargeIsRejectedInAnOutageToo() {
        here.outage();

        assertThat(here.publish(Publication.of(FILE, "e.1", "x".repeat(70_000))))
                .isInstanceOfSatisfying(
                        PublishResult.Rejected.class,
                        rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.TOO_LARGE));
    }

    @Test
    void whoItIsNotForDoesNotGetIt() {
        FlowWorld.Peer ann = here.connect("user_ann").filtered().subscribe(FILE);
        FlowWorld.Peer bob = here.connect("user_bob").filtered().subscribe(FILE);
        FlowWorld.Peer guest = here.connect("guest:share_a").filtered().subscribe(FILE);
        FlowWorld.Peer picky = here.connect("user_cat").filtered().subscribeWith(FILE, ",'events':['a.*']");
        here.outage();
        here.publish(Publication.of(FILE, "e.1", 1).exceptUser("user_ann"));
        here.publish(Publication.of(FILE, "a.2", 1).guestView(Map.of("for", "guests")));

        assertThat(events(ann)).containsExactly("a.2");
        assertThat(events(bob)).containsExactly("e.1", "a.2");
        assertThat(events(guest)).containsExactly("a.2");
        assertThat(guest.only("a.2").get("data").get("for").asText()).isEqualTo("guests");
        assertThat(events(picky)).containsExactly("a.2");
    }

    @Test
    void whileTheChannelIsRepairedItDoesNotWait() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.backplane.events = Events.LOST;
        here.publish(FILE, "e.1");
        here.backplane.events = Events.NOW;
        here.failuresExpected = true;
        here.backplane.reads = Answers.FAILING;
        here.publish(FILE, "e.2");
        here.backplane.appending = Answers.REFUSED;
        publishLocally("e.3");
        assertThat(events(ann)).containsExactly("e.3");
        here.backplane.heal();
        here.seconds(1);

        assertThat(events(ann)).containsExactly("e.3", "e.1", "e.2");
    }

    @Test
    @Tag("contract-3.12")
    void whoseQueueIsFullGoesWithoutAndIsReset() {
        FlowWorld.Peer slow = here.connect("user_ann").subscribe(FILE).stall();
        FlowWorld.Peer quick = here.connect("user_bob").subscribe(FILE);
        here.outage();
        for (int i = 1; i <= 40; i++) {
            here.publish(Publication.of(FILE, "e." + i, "x".repeat(60_000)));
        }
        slow.drain();
        here.comeBack();
        here.seconds(10);

        assertThat(events(quick)).hasSize(40);
        assertThat(events(slow)).hasSizeLessThan(25);
        assertThat(slow.reason("subscription.reset")).isEqualTo("epoch_changed");
    }

    // ---- whose access is being confirmed ----

    @Test
    @Tag("P5")
    void whoIsHeldGetsItWhenAccessIsConfirmed() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = here.connect("user_bob").subscribe(FILE);
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        here.access = (principal, channel) -> answer.thenApply(grant -> grant);
        here.outage();
        publishLocally("e.1");
        publishLocally("e.2");
        assertThat(events(ann)).isEmpty();
        answer.complete(Grant.allow());
        here.world.settle();
        publishLocally("e.3");

        assertThat(events(ann)).containsExactly("e.1", "e.2", "e.3");
        assertThat(events(bob)).containsExactly("e.1", "e.2", "e.3");
    }

    @Test
    @Tag("P5")
    void whoIsHeldAndDeniedNeverGetsIt() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        here.access = (principal, channel) -> answer.thenApply(grant -> grant);
        here.outage();
        publishLocally("e.1");
        answer.complete(Grant.DENIED);
        here.world.settle();

        assertThat(ann.names()).endsWith("connection.degraded", "subscription.revoked");
        assertThat(events(ann)).isEmpty();
    }

    @Test
    @Tag("P9")
    void ofVeryManyTheNewestWaitForAccess() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        here.access = (principal, channel) -> answer.thenApply(grant -> grant);
        here.outage();
        for (int i = 1; i <= 150; i++) {
            publishLocally("e." + i);
        }
        answer.complete(Grant.allow());
        here.world.settle();

        assertThat(events(ann)).hasSize(100).startsWith("e.51").endsWith("e.150");
    }

    @Test
    @Tag("P6")
    void nothingIsDeliveredOnAGrantOlderThanHalfAMinute() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        here.access = (principal, channel) -> FlowWorld.never();
        here.seconds(29);
        publishLocally("e.1");
        assertThat(events(ann)).containsExactly("e.1");
        here.seconds(1);
        publishLocally("e.2");

        assertThat(events(ann)).containsExactly("e.1");
    }

    @Test
    @Tag("P6")
    void inALongOutageEverybodyIsAuthorisedAgainAndAgainAndMissesNothing() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        int[] asked = {0};
        here.access = (principal, channel) -> {
            asked[0]++;
            return CompletableFuture.completedFuture(Grant.allow());
        };
        for (int i = 1; i <= 120; i++) {
            publishLocally("e." + i);
            here.seconds(1);
        }

        assertThat(asked[0]).isEqualTo(4);
        assertThat(events(ann)).hasSize(120);
    }

    @Test
    @Tag("P6")
    void accessTakenBackHereInAnOutageEndsAtOnce() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        here.now(here.node.revoke(AccessSelector.user("user_ann")));
        publishLocally("e.1");

        assertThat(ann.names()).endsWith("subscription.revoked");
    }

    // ---- bounded ----

    @Test
    @Tag("P9")
    void aChannelWithoutSubscribersCostsOneEntryAndIsStartedAnewToo() {
        here.outage();
        publishLocally("e.1");
        here.publish(Publication.of(OTHER_FILE, "e.1", 1));
        assertThat(here.node.health().detail()).contains("cannot be reached");
        here.comeBack();
        here.seconds(10);

        assertThat(here.backplane.startedAnew).containsExactlyInAnyOrder(FILE, OTHER_FILE);
        assertThat(here.events.calls("startedAnew")).hasSize(2);
        assertThat(here.node.health().detail()).isEqualTo("ok");
    }

    @Test
    @Tag("P11")
    void afterCloseNothingIsDelivered() {
        here.outage();
        publishLocally("e.1");
        here.node.close();
        here.world.advance(Duration.ofSeconds(10));

        assertThat(here.publish(Publication.of(FILE, "e.2", 1)))
                .isEqualTo(new PublishResult.Rejected(PublishResult.Cause.CLOSED, "the node is closed"));
    }
}
