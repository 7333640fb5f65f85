package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.transport.Heartbeat;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long somebody is present who says nothing. */
@Tag("P7")
@Tag("contract-3.10")
class PresenceLeaseFlowTest {

    @RegisterExtension
    final FlowWorld world = PresenceTalk.world();

    private final FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
    private final FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);

    /** Lets time pass while only one client answers pings; the seconds until it is shown something of presence. */
    private int secondsUntilShown(FlowWorld of, FlowWorld.Peer alive, int most) {
        alive.clear();
        for (int second = 1; second <= most; second++) {
            of.world.advance(Duration.ofSeconds(1));
            alive.wire.onPong();
            of.world.settle();
            if (!shown(alive).isEmpty()) {
                return second;
            }
        }
        return Integer.MAX_VALUE;
    }

    @Test
    void whoeverAnswersPingsStays() {
        say(ann, "viewing");
        bob.clear();
        world.seconds(1_800);

        assertThat(shown(bob)).isEmpty();
        assertThat(world.now(world.node.present(FILE))).hasSize(1);
    }

    @Test
    void anyFrameKeepsSomebodyPresent() {
        say(ann, "viewing");
        bob.clear();
        for (int i = 0; i < 30; i++) {
            world.advance(Duration.ofSeconds(25));
            ann.send("{'action':'ping'}");
            bob.wire.onPong();
        }

        assertThat(shown(bob)).isEmpty();
    }

    @Test
    void theDeadLeaveWithinAMinuteOfTheirLastSignOfLifeWhateverOthersDo() {
        FlowWorld.Peer other = world.connect("user_cat").subscribe(FILE);
        say(ann, "viewing");
        say(other, "viewing");
        world.seconds(100);
        for (int i = 0; i < 4; i++) {
            say(bob, FlowWorld.FILE, "viewing", i);
        }
        ann.wire.onPong();
        other.wire.onPong();

        assertThat(secondsUntilShown(world, bob, 200)).isBetween(50, 65);
        world.advance(Duration.ofSeconds(2));
        assertThat(shown(bob)).containsExactlyInAnyOrder("left ann", "left cat");
    }

    @Test
    void oneTabsLifeDoesNotKeepTheOthersState() {
        FlowWorld.Peer second = world.connect("user_ann").subscribe(FILE);
        say(second, "commenting");
        say(ann, "idle");

        bob.clear();
        for (int i = 0; i < 65; i++) {
            world.advance(Duration.ofSeconds(1));
            bob.wire.onPong();
            ann.wire.onPong();
        }
        assertThat(shown(bob)).containsExactly("changed ann idle 1");
    }

    @Test
    void aSlowHeartbeatMakesLongerLeases() {
        RealtimeSettings slow = RealtimeSettings.DEFAULT.with(new Heartbeat(Duration.ofSeconds(100), 2));
        try (FlowWorld calm = PresenceTalk.world(slow)) {
            FlowWorld.Peer here = calm.connect("user_ann").subscribe(FILE);
            FlowWorld.Peer there = calm.connect("user_bob").subscribe(FILE);
            say(here, "viewing");
            there.clear();
            for (int i = 0; i < 20; i++) {
                calm.advance(Duration.ofSeconds(100));
                here.wire.onPong();
                there.wire.onPong();
            }
            assertThat(shown(there)).isEmpty();

            assertThat(secondsUntilShown(calm, there, 400)).isBetween(200, 255);
            assertThat(shown(there)).containsExactly("left ann");
        }
    }

    @Test
    void whatTheStoreTookAndLostIsSaidAgainWithTheNextRenewalThoughTheLeaseHolds() {
        say(ann, "viewing");
        world.backplane.presenceForgets = true;
        say(ann, "commenting");
        world.backplane.presenceForgets = false;
        bob.clear();
        world.seconds(60);

        assertThat(shown(bob)).containsExactly("changed ann commenting 1");
    }

    @Test
    void nobodyIsRenewedWithoutASignOfLife() {
        say(ann, "viewing");
        int renewals = world.backplane.presenceRenewals;
        world.advance(Duration.ofSeconds(29));
        assertThat(world.backplane.presenceRenewals).isEqualTo(renewals);
        world.seconds(300);

        assertThat(world.backplane.presenceRenewals - renewals).isBetween(8, 16);
    }
}
