package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.PresenceTalk.say;
import static io.bush.realtime.flow.PresenceTalk.saying;
import static io.bush.realtime.flow.PresenceTalk.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.channel.Channel;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Presence that is not given: one clear error, and nobody hears of it. */
@Tag("P7")
@Tag("contract-2")
class PresenceRefusalFlowTest {

    @RegisterExtension
    final FlowWorld world = PresenceTalk.world();

    private final FlowWorld.Peer ann = world.connect("user_ann");
    private final FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);

    private void nobodyHeard() {
        assertThat(shown(bob)).containsExactly("state nobody");
        assertThat(world.now(world.node.present(FILE))).isEmpty();
        assertThat(world.backplane.present).isEmpty();
    }

    @Test
    void withoutASubscription() {
        ann.send("{'action':'presence','ref':'r','channel':'file','resource_id':'file_a','state':{'status':'idle'}}");

        assertThat(ann.error()).isEqualTo("not_subscribed");
        assertThat(ann.only("error").get("ref").asText()).isEqualTo("r");
        assertThat(ann.only("error").get("action").asText()).isEqualTo("presence");
        assertThat(ann.only("error").get("resource_id").asText()).isEqualTo("file_a");
        nobodyHeard();
    }

    @Test
    void afterUnsubscribing() {
        ann.subscribe(FILE).unsubscribe(FILE);

        assertThat(say(ann, "viewing").error()).isEqualTo("not_subscribed");
        nobodyHeard();
    }

    @Test
    void inAChannelWhoseSubscribeIsRejected() {
        world.access = (principal, channel) -> FlowWorld.denied();
        ann.subscribe(FILE);

        assertThat(say(ann, "viewing").error()).isEqualTo("not_subscribed");
        nobodyHeard();
    }

    @Test
    void behindAPendingSubscribeItWaitsAndThenCounts() {
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        world.access = (principal, channel) -> answer.thenApply(grant -> grant);
        ann.subscribe(FILE);
        say(ann, "viewing");
        nobodyHeard();
        answer.complete(Grant.allow());
        world.world.settle();

        assertThat(shown(bob)).endsWith("joined ann viewing 1");
        assertThat(ann.frames("error")).isEmpty();
    }

    @Test
    void behindASubscribeThatIsRejectedItIsRefusedToo() {
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        world.access = (principal, channel) -> answer.thenApply(grant -> grant);
        ann.subscribe(FILE);
        say(ann, "viewing");
        answer.complete(Grant.DENIED);
        world.world.settle();

        assertThat(ann.error()).isEqualTo("not_subscribed");
        nobodyHeard();
    }

    @Test
    void inAChannelWithoutPresence() {
        Channel own = new Channel("user", "user_ann");
        ann.subscribe(own);

        assertThat(say(ann, own, "viewing", 1).error()).isEqualTo("not_supported");
        assertThat(ann.frames("presence.state")).isEmpty();
        nobodyHeard();
    }

    @Test
    void withoutTheRight() {
        world.access = (principal, channel) ->
                CompletableFuture.completedFuture(Grant.allow().withRights(Right.SIGNAL, Right.LOCK));
        ann.subscribe(FILE);

        assertThat(say(ann, "viewing").error()).isEqualTo("forbidden");
        nobodyHeard();
    }

    @Test
    void whileNobodyKnowsWhetherAccessStillHolds() {
        world.failuresExpected = true;
        ann.subscribe(FILE);
        world.access = (principal, channel) -> FlowWorld.broken();
        world.now(world.node.permissionsChanged(AccessSelector.user("user_ann")));

        assertThat(say(ann, "viewing").error()).isEqualTo("temporarily_unavailable");
        nobodyHeard();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'status':'sleeping'}",
                "{}",
                "{'status':null}",
                "{'status':1}",
                "[]",
                "'viewing'",
                "{'status':'viewing','status':'idle'}",
                "{'status':'viewing','x':NaN}",
                "{'status':'viewing','x':1e999999999999999999999999999999999}",
                "{'status':'viewing','x':[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}"
            })
    void whatIsNoState(String state) {
        ann.subscribe(FILE);

        assertThat(saying(ann, FILE, state).error()).isEqualTo("invalid_message");
        nobodyHeard();
    }

    @Test
    void aStateOfOneKibibytePassesAndOneByteMoreDoesNot() {
        ann.subscribe(FILE);
        String around = "{'status':'viewing','x':''}";
        saying(ann, FILE, around.replace("''", "'" + "y".repeat(1_024 - around.length()) + "'"));
        assertThat(ann.frames("error")).isEmpty();
        assertThat(bob.only("presence.update").get("state").toString()).hasSize(1_024);

        saying(ann, FILE, around.replace("''", "'" + "z".repeat(1_025 - around.length()) + "'"));
        assertThat(ann.error()).isEqualTo("invalid_message");
        assertThat(bob.frames("presence.update")).hasSize(1);
    }

    @Test
    @Tag("P9")
    void moreThanTenInTenSecondsAreDroppedAndAreNoHit() {
        ann.subscribe(FILE);
        for (int i = 1; i <= 12; i++) {
            say(ann, FILE, "viewing", i);
        }
        assertThat(ann.frames("error"))
                .hasSize(2)
                .allMatch(error -> error.get("code").asText().equals("rate_limited"));
        assertThat(shown(bob)).endsWith("changed ann viewing 10");
        world.seconds(10);
        say(ann, FILE, "viewing", 13);

        assertThat(shown(bob)).endsWith("changed ann viewing 10", "changed ann viewing 13");
        assertThat(ann.transport.closeCode()).isEmpty();
    }
}
