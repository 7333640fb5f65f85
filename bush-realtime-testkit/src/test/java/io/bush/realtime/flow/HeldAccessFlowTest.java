package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody knows whether a subscriber may still read. */
@Tag("contract-3.9")
@Tag("P6")
class HeldAccessFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private final List<Long> askedAt = new ArrayList<>();

    @BeforeEach
    void failuresAreTheSubject() {
        world.failuresExpected = true;
    }

    private void breakAuthorizer() {
        world.access = (principal, channel) -> {
            askedAt.add(Duration.between(
                            io.bush.realtime.testkit.ManualTime.START,
                            world.world.time().wallTime())
                    .toSeconds());
            return FlowWorld.broken();
        };
    }

    private void mendAuthorizer() {
        world.access = (principal, channel) -> CompletableFuture.completedFuture(Grant.allow("project:proj_x"));
    }

    private FlowWorld.Peer held() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        breakAuthorizer();
        world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));
        return peer;
    }

    @Test
    void nothingIsDeliveredWhileNobodyKnows() {
        FlowWorld.Peer peer = held();
        world.publish(FILE, "e.1");

        assertThat(peer.frames("e.1")).isEmpty();
        assertThat(peer.frames("subscription.revoked")).isEmpty();
    }

    @Test
    @Tag("P1")
    void whatWasHeldComesExactlyOnceWhenAccessIsConfirmed() {
        FlowWorld.Peer peer = held();
        world.publishMany(FILE, 1, 3, Map.of());
        mendAuthorizer();
        world.seconds(1);
        world.publish(FILE, "e.4");

        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.confirmed", "e.1", "e.2", "e.3", "e.4");
    }

    @Test
    void itIsTriedAgainWithBackoffAndRevokedAfterThirtySeconds() {
        FlowWorld.Peer peer = held();
        world.seconds(29);
        assertThat(peer.frames("subscription.revoked")).isEmpty();
        world.seconds(2);

        assertThat(peer.reason("subscription.revoked")).isEqualTo("temporarily_unavailable");
        // 0, and once more after 5 s because access changed; then 1, 2, 4, 8, 8, 8 s apart, the last at 30.
        assertThat(askedAt).contains(0L, 1L, 3L, 5L, 30L).hasSizeLessThan(14);
        mendAuthorizer();
        peer.clear().subscribe(FILE);
        assertThat(peer.names()).containsExactly("subscription.confirmed");
    }

    @Test
    @Tag("P5")
    void aDenialEndsAHeldSubscriptionWithoutWhatWasHeld() {
        FlowWorld.Peer peer = held();
        world.publish(FILE, "e.1");
        world.access = (principal, channel) -> FlowWorld.denied();
        world.seconds(1);

        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.confirmed", "subscription.revoked");
        assertThat(peer.reason("subscription.revoked")).isEqualTo("permissions_changed");
    }

    @Test
    void aTimeOutHoldsToo() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.access = (principal, channel) -> FlowWorld.never();
        world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));
        world.seconds(6);
        world.publish(FILE, "e.1");
        assertThat(peer.frames("e.1")).isEmpty();
        mendAuthorizer();
        world.seconds(15);

        assertThat(peer.frames("e.1")).hasSize(1);
    }

    @Test
    void volatileEventsAreNotKeptForAHeldSubscriber() {
        FlowWorld.Peer peer = held();
        world.publish(
                io.bush.realtime.Publication.of(FILE, "upload.progress", 1).asVolatile("k"));
        mendAuthorizer();
        world.seconds(1);

        assertThat(peer.frames("upload.progress")).isEmpty();
        assertThat(world.events.calls("dropped").toString()).contains("HELD");
    }

    @Test
    void aNewSubscribeThatIsGrantedEndsTheHolding() {
        FlowWorld.Peer peer = held();
        mendAuthorizer();
        peer.subscribe(FILE);
        world.publish(FILE, "e.1");
        world.seconds(40);

        assertThat(peer.frames("e.1")).hasSize(1);
        assertThat(peer.frames("subscription.revoked")).isEmpty();
    }

    @Test
    @Tag("P5")
    void anUnknownAnswerDuringAReplacementRefusesItAndHoldsWhatIsInForce() {
        String since = world.publish(FILE, "e.1");
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE);
        world.backplane.reads = ScriptedBackplane.Answers.LATE;
        peer.subscribe(FILE, since);
        breakAuthorizer();
        peer.send("{'action':'authenticate','token':'user_ann'}");
        world.backplane.heal();
        world.world.settle();
        // Its replay could show what was published after access had ended.
        assertThat(peer.names()).endsWith("authenticated", "subscription.rejected");
        assertThat(peer.reason("subscription.rejected")).isEqualTo("temporarily_unavailable");
        peer.clear();
        world.publish(FILE, "e.2");

        assertThat(peer.names()).isEmpty();
        mendAuthorizer();
        world.seconds(10);
        assertThat(peer.names()).containsExactly("e.2");
    }

    @Test
    @Tag("P5")
    void aCatchUpUnderWayShowsNothingWhileHeld() {
        FlowWorld.Peer peer = held();
        world.publish(FILE, "e.1");
        world.backplane.reads = ScriptedBackplane.Answers.LATE;
        mendAuthorizer();
        world.seconds(1);
        breakAuthorizer();
        world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));
        world.backplane.heal();
        world.world.settle();
        assertThat(peer.frames("e.1")).isEmpty();
        mendAuthorizer();
        world.seconds(10);

        assertThat(peer.frames("e.1")).hasSize(1);
    }

    @Test
    void aHeldSubscriptionCanBeLeft() {
        FlowWorld.Peer peer = held().unsubscribe(FILE);
        world.publish(FILE, "e.1");
        mendAuthorizer();
        world.seconds(40);

        assertThat(peer.names()).containsExactly("connection.established", "subscription.confirmed", "unsubscribed");
    }
}
