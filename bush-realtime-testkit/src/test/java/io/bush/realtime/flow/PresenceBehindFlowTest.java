package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.sayNothingMore;
import static io.bush.realtime.flow.PresenceTalk.saying;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Presence for those who are behind: slow sockets, and access nobody can confirm. */
@Tag("P7")
@Tag("contract-3.12")
class PresenceBehindFlowTest {

    private static final Map<String, String> LARGE = Map.of("x", "y".repeat(60_000));

    @RegisterExtension
    final FlowWorld world = PresenceTalk.world();

    private final FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
    private final FlowWorld.Peer eve = world.connect("user_eve").subscribe(FILE);
    private final FlowWorld.Peer slow = world.connect("user_slow").subscribe(FILE);

    @Test
    void aSlowClientGetsTheNewestOfEachMember() {
        say(ann, FILE, "viewing", 0);
        say(eve, FILE, "viewing", 0);
        slow.clear().stall();
        world.publish(FILE, "e.1");
        for (int page = 1; page <= 8; page++) {
            say(ann, FILE, "viewing", page);
            say(eve, FILE, "commenting", page);
        }
        slow.drain();

        assertThat(slow.names()).containsExactly("e.1", "presence.update", "presence.update");
        assertThat(shown(slow)).containsExactly("changed ann viewing 8", "changed eve commenting 8");
        assertThat(world.events.calls("dropped").toString()).contains("CONFLATED");
    }

    @Test
    void joinsAndLeavesAreNeverLeftOut() {
        slow.clear().stall();
        world.publish(FILE, "e.1");
        say(ann, FILE, "viewing", 1);
        say(ann, FILE, "viewing", 2);
        sayNothingMore(ann, FILE);
        say(ann, FILE, "viewing", 3);
        say(ann, FILE, "viewing", 4);
        say(ann, FILE, "viewing", 5);
        slow.drain();

        assertThat(shown(slow))
                .containsExactly("joined ann viewing 1", "left ann", "joined ann viewing 3", "changed ann viewing 5");
    }

    @Test
    void channelsOfOneConnectionDoNotConflateWithEachOther() {
        slow.subscribe(OTHER_FILE);
        ann.subscribe(OTHER_FILE);
        say(ann, FILE, "viewing", 0);
        say(ann, OTHER_FILE, "viewing", 0);
        slow.clear().stall();
        world.publish(FILE, "e.1");
        say(ann, FILE, "viewing", 1);
        say(ann, OTHER_FILE, "viewing", 2);
        slow.drain();

        assertThat(shown(slow)).containsExactly("changed ann viewing 1", "changed ann viewing 2");
    }

    @Test
    @Tag("P1")
    void afterASpillThePictureComesBehindTheEvents() {
        say(eve, "viewing");
        slow.clear().stall();
        world.publishMany(FILE, 1, 30, LARGE);
        say(ann, "viewing");
        sayNothingMore(eve, FILE);
        slow.drain();
        say(ann, "idle");

        assertThat(slow.names()).hasSize(32).endsWith("e.30", "presence.state", "presence.update");
        assertThat(shown(slow)).containsExactly("state ann viewing 1", "changed ann idle 1");
        assertThat(shown(ann)).doesNotContain("state ann viewing 1");
    }

    @Test
    void whoseQueueIsTooFullForNewsOfPresenceIsShownThePictureLater() {
        List<FlowWorld.Peer> users = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            users.add(world.connect("user_u" + i).subscribe(FILE));
        }
        slow.clear().stall();
        world.publishMany(FILE, 1, 18, LARGE);
        for (FlowWorld.Peer user : users) {
            saying(user, FILE, "{'status':'viewing','x':'" + "y".repeat(900) + "'}");
        }
        assertThat(world.events.calls("spilled")).hasSize(1);
        assertThat(world.node.stats().queuedBytes()).isLessThanOrEqualTo(1 << 20);
        slow.drain();

        List<String> shown = shown(slow);
        assertThat(shown.get(shown.size() - 1))
                .startsWith("state u0 viewing, u1 viewing")
                .endsWith("u59 viewing");
        assertThat(slow.names()).filteredOn(name -> name.startsWith("e.")).hasSize(18);
        say(ann, "viewing");
        assertThat(shown(slow)).endsWith("joined ann viewing 1");
    }

    @Test
    @Tag("P5")
    void whoeverIsHeldIsShownNothingAndThePictureWhenAccessIsConfirmed() {
        world.failuresExpected = true;
        slow.clear();
        world.access = (principal, channel) -> FlowWorld.broken();
        world.now(world.node.permissionsChanged(AccessSelector.user("user_slow")));
        say(ann, "viewing");
        assertThat(shown(slow)).isEmpty();
        world.access = (principal, channel) -> CompletableFuture.completedFuture(Grant.allow());
        world.seconds(6);
        say(ann, "idle");

        assertThat(shown(slow)).containsExactly("state ann viewing 1", "changed ann idle 1");
    }

    @Test
    @Tag("P5")
    void nothingOfItIsSentAfterTheEnd() {
        say(ann, FILE, "viewing", 0);
        slow.clear().stall();
        world.publish(FILE, "e.1");
        say(ann, FILE, "viewing", 1);
        say(eve, FILE, "viewing", 1);
        slow.unsubscribe(FILE);
        say(ann, FILE, "viewing", 2);
        slow.drain();

        assertThat(slow.names()).containsExactly("e.1", "unsubscribed");
    }

    @Test
    @Tag("P2")
    void aChannelThatLostEventsIsResetAndShowsThePicture() {
        slow.clear().stall();
        say(ann, "viewing");
        world.publishMany(FILE, 1, 30, LARGE);
        world.publishMany(FILE, 31, 1_100, Map.of());
        slow.drain();

        assertThat(slow.names()).endsWith("subscription.reset", "presence.state");
        assertThat(shown(slow)).endsWith("state ann viewing 1");
    }

    @Test
    void aBurstOfChangesLeavesAsOneWriteForEachOther() {
        slow.clear();
        int writes = slow.transport.batches().size();
        world.advance(Duration.ofSeconds(1));
        for (FlowWorld.Peer peer : List.of(ann, eve)) {
            peer.wire.onTextEnd("{\"action\":\"presence\",\"channel\":\"file\",\"resource_id\":\"file_a\","
                    + "\"state\":{\"status\":\"viewing\"}}");
        }
        world.world.settle();

        assertThat(shown(slow)).containsExactly("joined ann viewing", "joined eve viewing");
        assertThat(shown(ann)).endsWith("joined eve viewing").doesNotContain("joined ann viewing");
        assertThat(slow.transport.batches().size() - writes).isBetween(-writes, 2);
    }
}
