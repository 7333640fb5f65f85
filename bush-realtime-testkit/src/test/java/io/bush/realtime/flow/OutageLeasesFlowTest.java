package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.backplane.RealtimeException;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections, presence, locks and what the application asks for, in an outage and after it. */
@Tag("P10")
@Tag("contract-7")
class OutageLeasesFlowTest {

    @RegisterExtension
    final TwoNodes nodes =
            new TwoNodes(builder -> FlowWorld.withFeatures(builder).commentChannels(Locking::channelOf));

    private final FlowWorld here = nodes.here;
    private final FlowWorld there = nodes.there;

    private void here(int seconds) {
        nodes.seconds(seconds);
    }

    // ---- connections ----

    @Test
    @Tag("contract-3.6")
    void tenConnectionsOfAUserAreCountedOnThisNodeOnly() {
        for (int i = 0; i < 8; i++) {
            there.connect("user_ann");
        }
        here.outage();
        for (int i = 0; i < 10; i++) {
            assertThat(here.connect("user_ann").names()).startsWith("connection.established");
        }
        FlowWorld.Peer eleventh = here.connect("user_ann");

        assertThat(eleventh.transport.closeCode()).hasValue(4029);
        assertThat(there.connect("user_ann").names()).contains("connection.established");
    }

    @Test
    @Tag("contract-3.6")
    void theStoreIsNotAskedAndNobodyWaitsForIt() {
        here.outage();
        here.backplane.leasing = ScriptedBackplane.Answers.NEVER;

        assertThat(here.connect("user_ann").names()).startsWith("connection.established");
    }

    @Test
    @Tag("contract-3.6")
    void afterwardsTheyCountForEverybodyAndAllOfThemStay() {
        for (int i = 0; i < 8; i++) {
            there.connect("user_ann");
        }
        here.outage();
        for (int i = 0; i < 4; i++) {
            here.connect("user_ann");
        }
        FlowWorld.Peer gone = here.connect("user_ann");
        here.comeBack();
        gone.drop();
        here(10);
        FlowWorld.Peer next = there.connect("user_ann");

        assertThat(here.backplane.leases).hasSize(4);
        assertThat(here.node.stats().connections()).isEqualTo(4);
        assertThat(next.transport.closeCode()).hasValue(4029);
    }

    @Test
    @Tag("contract-3.6")
    void leasesThatWereLostAreTakenAgain() {
        FlowWorld.Peer ann = here.connect("user_ann");
        here.outage();
        nodes.memory.releaseConnection("user_ann", ann.connectionId());
        assertThat(there.now(there.node.isOnline("user_ann"))).isFalse();
        here.comeBack();
        here(10);

        assertThat(there.now(there.node.isOnline("user_ann"))).isTrue();
    }

    // ---- presence ----

    @Test
    @Tag("P7")
    void whoWasPresentIsPresentAgainWithinTenSeconds() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        PresenceTalk.say(ann, "viewing");
        here.outage();
        here(70);
        assertThat(PresenceTalk.shown(bob)).containsExactly("state nobody", "joined ann viewing 1", "left ann");
        here.comeBack();
        here(10);

        assertThat(PresenceTalk.shown(bob)).endsWith("left ann", "joined ann viewing 1");
    }

    @Test
    @Tag("P7")
    void whatIsSaidInTheOutageIsRefusedForNowAndToldAfterwards() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        here.outage();
        PresenceTalk.say(ann, "commenting");
        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
        here(5);
        here.comeBack();
        here(6);

        assertThat(PresenceTalk.shown(bob)).endsWith("joined ann commenting 1");
    }

    @Test
    @Tag("P7")
    void whoLeftInTheOutageIsNotToldOfAgain() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        PresenceTalk.say(ann, "viewing");
        here.outage();
        PresenceTalk.sayNothingMore(ann, FILE);
        here.comeBack();
        here(70);

        // The store was not told: the lease has ended it.
        assertThat(PresenceTalk.shown(bob)).containsExactly("state nobody", "joined ann viewing 1", "left ann");
        here.backplane.present.clear();
    }

    @Test
    @Tag("P7")
    void whoeverIsHereIsShownTheWholePictureAfterwards() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        PresenceTalk.say(bob, "viewing");
        here(5);
        assertThat(PresenceTalk.shown(ann)).containsOnly("state nobody");
        here.comeBack();
        here(10);

        assertThat(PresenceTalk.shown(ann)).endsWith("state bob viewing 1");
    }

    @Test
    @Tag("P7")
    void whoCameInTheOutageWhereNobodyWasIsShownThePictureAfterwards() {
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        PresenceTalk.say(bob, "viewing");
        here.outage();
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.comeBack();
        here(10);
        PresenceTalk.sayNothingMore(bob, FILE);

        assertThat(PresenceTalk.shown(ann)).containsExactly("state bob viewing 1", "left bob");
    }

    @Test
    @Tag("P7")
    void registeringAgainIsSpreadOverFiveSeconds() {
        for (int i = 0; i < 50; i++) {
            PresenceTalk.say(here.connect("user_" + i).subscribe(FILE), "viewing");
        }
        here.outage();
        here.backplane.presenceRenewals = 0;
        here.comeBack();
        here.advance(Duration.ofMillis(2_500));
        assertThat(here.backplane.presenceRenewals).isBetween(15, 35);
        here.advance(Duration.ofMillis(2_500));

        assertThat(here.backplane.presenceRenewals).isEqualTo(50);
    }

    // ---- locks, signals ----

    @Test
    @Tag("P8")
    void locksAndRenewalsAreTemporarilyUnavailable() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        long token = Locking.locked(ann, "comment_a1");
        here.outage();
        Locking.lock(ann, "comment_a2");
        Locking.renew(ann, "comment_a1", token);
        Locking.unlock(ann, "comment_a1", token);

        assertThat(ann.frames("error"))
                .hasSize(3)
                .allMatch(frame -> frame.get("code").asText().equals("temporarily_unavailable"));
    }

    @Test
    void aSignalIsRefusedForNow() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        here.outage();
        ann.send("{'action':'signal','channel':'file','resource_id':'file_a','event':'typing','data':{}}");

        assertThat(ann.error()).isEqualTo("temporarily_unavailable");
    }

    // ---- what the application asks for ----

    @Test
    @Tag("contract-3.18")
    void thereIsNoPositionInAnOutage() {
        String id = here.publish(FILE, "e.1");
        assertThat(here.now(here.node.position(FILE))).contains(id);
        here.outage();
        assertThat(here.now(here.node.position(FILE))).isEmpty();
        // Not even when the log happens to answer.
        here.backplane.heal();
        assertThat(here.now(here.node.position(FILE))).isEmpty();
        here.comeBack();
        here(10);

        assertThat(here.now(here.node.position(FILE))).contains(id);
    }

    @Test
    void whatTheStoresAreAskedForFailsWithOneType() {
        here.outage();
        LockName comment = LockName.comment("comment_a1");
        LockOwner ann = new LockOwner(new Principal.Member("user_ann", "Ann", null), "conn_1");

        for (CompletionStage<?> asked : List.of(
                here.node.present(FILE),
                here.node.isOnline("user_ann"),
                here.node.locks().verify("comment_a1", 1),
                here.node.locks().acquire(comment, FILE, ann),
                here.node.locks().renew(comment, ann, 1),
                here.node.locks().release(comment, ann, 1),
                here.node.locks().held(FILE))) {
            assertThatThrownBy(() -> asked.toCompletableFuture().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(RealtimeException.class)
                    .hasRootCauseMessage("the wire is cut");
        }
    }
}
