package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.protocol.CloseCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a connection's end ends its user's presence. */
@Tag("P7")
@Tag("contract-3.10")
class PresenceDepartureFlowTest {

    @RegisterExtension
    final FlowWorld world = PresenceTalk.world();

    private final FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
    private final FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);

    @BeforeEach
    void annIsThere() {
        say(ann, "viewing");
        bob.clear();
    }

    @Test
    void unsubscribingIsLeaving() {
        ann.unsubscribe(FILE);

        assertThat(shown(bob)).containsExactly("left ann");
        assertThat(ann.names()).endsWith("unsubscribed");
    }

    @Test
    @Tag("P5")
    void losingAccessIsLeavingAtOnce() {
        world.access = (principal, channel) -> principal.id().equals("user_ann")
                ? FlowWorld.denied()
                : CompletableFuture.completedFuture(Grant.allow());
        world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));
        say(bob, "viewing");

        assertThat(shown(bob)).containsExactly("left ann");
        assertThat(ann.names()).endsWith("subscription.revoked");
    }

    @Test
    void losingTheRightIsLeavingAtOnceThoughTheSubscriptionGoesOn() {
        world.access = (principal, channel) ->
                CompletableFuture.completedFuture(Grant.allow().withRights());
        world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));
        world.publish(FILE, "e.1");

        assertThat(shown(bob)).containsExactly("left ann");
        assertThat(ann.names()).endsWith("e.1");
        assertThat(say(ann, "viewing").error()).isEqualTo("forbidden");
    }

    @ParameterizedTest
    @EnumSource(names = {"FORBIDDEN", "AUTHENTICATION_FAILED", "RATE_LIMITED"})
    void whoeverIsSentAwayLeavesAtOnce(CloseCode why) {
        world.now(world.node.disconnectUser("user_ann", why));

        assertThat(shown(bob)).containsExactly("left ann");
    }

    @Test
    void aCloseFrameIsLeavingAtOnce() {
        ann.wire.onClosed(1000);
        world.world.settle();

        assertThat(shown(bob)).containsExactly("left ann");
    }

    @Test
    void whoeverDropsIsShownForFiveSecondsMore() {
        ann.drop();
        world.advance(Duration.ofMillis(4_900));
        assertThat(shown(bob)).isEmpty();

        world.advance(Duration.ofMillis(200));
        assertThat(shown(bob)).containsExactly("left ann");
        world.seconds(120);
        assertThat(shown(bob)).containsExactly("left ann");
    }

    @Test
    void whoeverIsBackWithinTheGraceNeitherLeftNorJoins() {
        ann.drop();
        world.advance(Duration.ofSeconds(3));
        FlowWorld.Peer again = world.connect("user_ann").subscribe(FILE);
        assertThat(shown(again)).containsExactly("state ann viewing 1");
        say(again, "viewing");
        world.seconds(120);

        assertThat(shown(bob)).isEmpty();
        assertThat(shown(again)).containsExactly("state ann viewing 1");
    }

    @Test
    void whoeverIsBackAfterTheGraceLeftAndJoins() {
        ann.drop();
        world.advance(Duration.ofSeconds(6));
        say(world.connect("user_ann").subscribe(FILE), "viewing");

        assertThat(shown(bob)).containsExactly("left ann", "joined ann viewing 1");
    }

    @Test
    void aDrainIsNoLeavingBeforeTheGraceIsOver() {
        FlowWorld.Peer cat = world.connect("user_cat").subscribe(FILE);
        world.node.drain(Duration.ofSeconds(30));
        world.world.settle();
        assertThat(ann.transport.closeCode()).hasValue(1012);
        world.advance(Duration.ofSeconds(4));
        assertThat(shown(cat)).containsExactly("state ann viewing 1");

        world.advance(Duration.ofSeconds(3));
        assertThat(shown(cat)).containsExactly("state ann viewing 1", "left ann");
    }

    @Test
    void aTabThatDropsLeavesTheOthersStateAfterTheGrace() {
        FlowWorld.Peer second = world.connect("user_ann").subscribe(FILE);
        say(second, "commenting");
        second.drop();
        world.advance(Duration.ofSeconds(6));

        assertThat(shown(bob)).containsExactly("changed ann commenting 1", "changed ann viewing 1");
    }

    @Test
    void twoTabsThatCloseTogetherAreOneLeave() {
        FlowWorld.Peer second = world.connect("user_ann").subscribe(FILE);
        say(second, "viewing");
        ann.wire.onClosed(1000);
        second.wire.onClosed(1000);
        world.world.settle();
        world.seconds(70);

        assertThat(shown(bob)).containsExactly("left ann");
    }

    @Test
    void whoeverWasInSeveralChannelsLeavesAll() {
        ann.subscribe(FlowWorld.OTHER_FILE);
        bob.subscribe(FlowWorld.OTHER_FILE);
        say(ann, FlowWorld.OTHER_FILE, "idle", 2);
        bob.clear();
        ann.wire.onClosed(1001);
        world.world.settle();

        assertThat(shown(bob)).containsExactly("left ann", "left ann");
    }

    @Test
    void theEndOfAChannelEndsThePresenceInIt() {
        world.now(world.node.closeChannel(FILE));

        assertThat(ann.reason("subscription.revoked")).isEqualTo("resource_deleted");
        assertThat(world.now(world.node.present(FILE))).isEmpty();
    }
}
