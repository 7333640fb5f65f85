package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs what docs/extending.md shows. */
@Tag("contract-3.20")
class CallRecipesFlowTest {

    private final CallRecipes recipes = new CallRecipes(Runnable::run);

    @RegisterExtension
    final FlowWorld world = new FlowWorld(recipes::register);

    private static FlowWorld.Peer call(FlowWorld.Peer peer, String method, String params) {
        return peer.clear().send("{'action':'call','method':'" + method + "','params':" + params + "}");
    }

    @Test
    void aMessageIsSentAndWhatTheApplicationRefusesIsTold() {
        FlowWorld.Peer ann = world.connect("user_ann");
        call(ann, "send_message", "{'conversationId':'conv_1','text':'hello'}");
        assertThat(ann.only("result").get("result")).hasToString("{\"messageId\":\"message_1\"}");
        assertThat(recipes.store.find("message_1")).isEqualTo("hello");
        call(ann, "send_message", "{'conversationId':'conv_1'}");
        assertThat(ann.only("error").get("app_code").asText()).isEqualTo("message.empty");
        FlowWorld.Peer bob = world.connect("user_bob");
        call(bob, "send_message", "{'conversationId':'conv_1','text':'hello'}");

        assertThat(bob.only("error").get("app_code").asText()).isEqualTo("conversation.not_found");
    }

    @Test
    void aBlobIsCreatedAndProcessedAndTheEndIsAnEvent() {
        recipes.publishThrough(world.node);
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(new Channel("user", "user_ann"));
        call(ann, "create_blob", "{'name':'take 4','sizeBytes':12}");
        assertThat(ann.only("result").get("result")).hasToString("{\"blobId\":\"blob_1\"}");
        call(ann, "process_blob", "{'blobId':'blob_1'}");
        assertThat(ann.names()).containsExactlyInAnyOrder("result", "blob.processed");
        assertThat(ann.only("result").get("result").asText()).isEqualTo("started");
        call(ann, "create_blob", "{'name':'take 5','sizeBytes':1000000001}");

        assertThat(ann.only("error").get("app_code").asText()).isEqualTo("blob.too_large");
    }
}
