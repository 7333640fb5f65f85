package io.bush.examples.desk.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.optimistic.OptimisticField.Conflict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a file is called while answers are late. */
@Tag("seed000-7.5")
class FileModelTest {

    private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");

    private final Script server = new Script();
    private final FileModel file = new FileModel(
            new FileRow("file_1", "scene.mp4", "video/mp4", "draft"),
            new Self("user_ann", "ann"),
            new People(),
            server,
            Runnable::run,
            new Random(1));

    private static JsonNode read(String name, String status) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("status", status);
    }

    private void event(String name, JsonNode data) {
        file.event(new ReceivedEvent(new Channel("file", "file_1"), name, "evt_1", TIME, data, "user_bob", ""));
    }

    private void renamed(String name) {
        JsonNode changes = JsonNodeFactory.instance.objectNode().put("name", name);
        event("file.updated", JsonNodeFactory.instance.objectNode().set("changes", changes));
    }

    @Test
    void whatIsReadIsShown() {
        file.load();
        server.files.get(0).complete(read("Scene 9", "approved"));

        assertThat(file.name().value()).isEqualTo("Scene 9");
        assertThat(file.status()).isEqualTo("approved");
    }

    @Test
    void anAnswerThatMayBeOlderThanAnEventTakesNothingBack() {
        file.load();
        file.name().type("Scene 4, ta");
        renamed("Scene 9");
        event("file.status_changed", JsonNodeFactory.instance.objectNode().put("new_status", "approved"));
        server.files.get(0).complete(read("scene.mp4", "draft"));

        assertThat(file.status()).isEqualTo("approved");
        assertThat(file.name().conflict()).contains(new Conflict<>("Scene 9", "user_bob"));
        file.name().cancel();
        assertThat(file.name().value()).isEqualTo("Scene 9");
    }

    @Test
    void whatIsAskedForAfterAnEventCounts() {
        renamed("Scene 9");
        file.load();
        server.files.get(0).complete(read("Scene 10", "draft"));

        assertThat(file.name().value()).isEqualTo("Scene 10");
    }

    @Test
    void anAnswerThatIsLateDoesNotReplaceANewerOne() {
        file.load();
        file.load();
        server.files.get(1).complete(read("Scene 10", "approved"));
        server.files.get(0).complete(read("scene.mp4", "draft"));

        assertThat(file.name().value()).isEqualTo("Scene 10");
        assertThat(file.status()).isEqualTo("approved");
    }

    /** A server whose answers come when the test says so. */
    private static final class Script extends NoRequests {

        final List<CompletableFuture<JsonNode>> files = new ArrayList<>();

        @Override
        public CompletionStage<JsonNode> file(String fileId) {
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            files.add(answer);
            return answer;
        }

        @Override
        public CompletionStage<JsonNode> comments(String fileId) {
            return new CompletableFuture<>();
        }
    }
}
