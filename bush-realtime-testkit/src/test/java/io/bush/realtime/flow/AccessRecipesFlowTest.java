package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.flow.AccessRecipes.Role;
import io.bush.realtime.testkit.ManualTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs what docs/extending.md shows of authorizers and channel types. */
@Tag("contract-3.9")
class AccessRecipesFlowTest {

    private static final Channel CONVERSATION = new Channel("conversation", "conv_1");

    private final AccessRecipes recipes = new AccessRecipes(Runnable::run);

    @RegisterExtension
    final FlowWorld world = new FlowWorld(recipes::register);

    private FlowWorld.Peer member(String userId, Role role) {
        recipes.store.put(userId, role, Instant.EPOCH);
        return world.connect(userId).subscribe(CONVERSATION);
    }

    private static FlowWorld.Peer typing(FlowWorld.Peer peer) {
        return peer.send("{'action':'signal','channel':'conversation','resource_id':'conv_1','event':'user.typing',"
                + "'data':{}}");
    }

    @Test
    void aMemberReadsAndOnlyAWriterSends() {
        FlowWorld.Peer ann = member("user_ann", Role.WRITER);
        FlowWorld.Peer bob = member("user_bob", Role.READER);
        typing(bob);
        assertThat(bob.only("error").get("code").asText()).isEqualTo("forbidden");
        typing(ann);
        assertThat(bob.only("signal").get("user").get("id").asText()).isEqualTo("user_ann");
        assertThat(ann.frames("signal")).isEmpty();
        FlowWorld.Peer cat = world.connect("user_cat").subscribe(CONVERSATION);

        assertThat(cat.only("subscription.rejected").get("reason").asText()).isEqualTo("insufficient_permissions");
    }

    @Test
    void theTypeHasPresenceAndNoLocks() {
        FlowWorld.Peer ann = member("user_ann", Role.WRITER);

        assertThat(ann.frames("presence.state")).hasSize(1);
        assertThat(ann.frames("lock.state")).isEmpty();
    }

    @Test
    void whoIsRemovedIsOutAtOnceAndTheOthersStay() {
        FlowWorld.Peer ann = member("user_ann", Role.WRITER);
        FlowWorld.Peer bob = member("user_bob", Role.READER);
        world.now(recipes.removeMember(world.node, "team_1", "user_bob"));
        world.publish(CONVERSATION, "message.created");

        assertThat(bob.only("subscription.revoked").get("reason").asText()).isEqualTo("permissions_changed");
        assertThat(bob.frames("message.created")).isEmpty();
        assertThat(ann.frames("message.created")).hasSize(1);
    }

    @Test
    void aWriterWhoBecomesAReaderStaysAndSendsNoMore() {
        FlowWorld.Peer ann = member("user_ann", Role.WRITER);
        world.now(recipes.changeRole(world.node, "user_ann", Role.READER));
        typing(ann);

        assertThat(ann.only("error").get("code").asText()).isEqualTo("forbidden");
        assertThat(ann.frames("subscription.revoked")).isEmpty();
    }

    @Test
    void whatHappenedBeforeSomebodyBelongedIsNotReplayed() {
        String known = world.publish(CONVERSATION, "message.created");
        world.publish(CONVERSATION, "message.created");
        world.advance(Duration.ofMinutes(1));
        recipes.store.put("user_new", Role.READER, ManualTime.START.plusSeconds(60));
        FlowWorld.Peer late = world.connect("user_new").subscribe(CONVERSATION, known);

        assertThat(late.only("subscription.reset").get("reason").asText()).isEqualTo("access_interrupted");
        assertThat(late.frames("message.created")).isEmpty();
    }
}
