package io.bush.examples.desk.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the comments of a file show while answers are late, missing or no. */
@Tag("seed000-7")
class ConversationTest {

    private static final Instant TIME = Instant.parse("2026-01-15T10:30:00Z");

    private final Script server = new Script();
    private final List<String> toasts = new ArrayList<>();
    private final Conversation conversation = new Conversation(
            "file_1",
            new Self("user_ann", "ann"),
            new People(),
            server,
            Runnable::run,
            new Random(1),
            new Conversation.Listener() {
                @Override
                public void changed() {}

                @Override
                public void toast(String text) {
                    toasts.add(text);
                }
            });

    private static ObjectNode row(String id, String text, @Nullable String parent, int second) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id).put("comment_id", id).put("text", text).put("parent_id", parent);
        json.put("created_at", TIME.plusSeconds(second).toString());
        json.putObject("user").put("id", "user_bob").put("name", "bob");
        return json;
    }

    private static JsonNode page(JsonNode... rows) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.putArray("comments").addAll(List.of(rows));
        return page;
    }

    private void event(String name, JsonNode data) {
        conversation.event(new ReceivedEvent(new Channel("file", "file_1"), name, "evt_1", TIME, data, "user_bob", ""));
    }

    private List<String> shown() {
        return conversation.lines().stream()
                .map(line ->
                        (line.isAnswer() ? "> " : "") + line.entry().value().text())
                .toList();
    }

    @Test
    void answersStandUnderWhatTheyAnswer() {
        conversation.load();
        server.lists
                .get(0)
                .complete(page(
                        row("comment_1", "First", null, 1),
                        row("comment_2", "Second", null, 2),
                        row("comment_3", "To the first", "comment_1", 3),
                        row("comment_4", "To one that is gone", "comment_0", 4)));

        assertThat(shown()).containsExactly("First", "> To the first", "Second", "To one that is gone");
    }

    @Test
    void whatHappensWhileTheListIsReadIsNotLostThoughTheListIsOlder() {
        conversation.load();
        event("comment.created", row("comment_2", "Second", null, 2));
        event("comment.deleted", row("comment_1", "", null, 1));
        server.lists.get(0).complete(page(row("comment_1", "First", null, 1)));

        assertThat(shown()).containsExactly("Second");
    }

    @Test
    void onlyTheListThatWasAskedForLastCounts() {
        conversation.load();
        conversation.load();
        server.lists.get(1).complete(page(row("comment_2", "Newer", null, 2)));
        server.lists.get(0).complete(page(row("comment_1", "Older", null, 1)));

        assertThat(shown()).containsExactly("Newer");
    }

    @Test
    void whatHasNoAnswerStaysAndIsSentAgainWithTheSameId() {
        conversation.comment("Hello", null, null);
        server.adds.get(0).completeExceptionally(new RequestFailure(0, "unreachable", "no answer"));
        String key = conversation.lines().get(0).entry().key();
        assertThat(conversation.isUnsent(key)).isTrue();
        conversation.resend();
        server.adds.get(1).complete(row("comment_1", "Hello", null, 1));

        assertThat(conversation.isUnsent(key)).isFalse();
        assertThat(server.clientIds).hasSize(2);
        assertThat(server.clientIds.get(1)).isEqualTo(server.clientIds.get(0));
        assertThat(shown()).containsExactly("Hello");
        assertThat(toasts).containsExactly("No answer – it is sent again when the server is back");
    }

    @Test
    @Tag("seed000-7.4")
    void whatIsRefusedGoesWithAReasonAndItsTextIsGivenBackOnce() {
        conversation.comment("Hello", null, null);
        server.adds.get(0).completeExceptionally(new RequestFailure(422, "invalid_text", "too rude"));

        assertThat(shown()).isEmpty();
        assertThat(toasts).containsExactly("Comment could not be saved – too rude");
        assertThat(conversation.takeKept()).isEqualTo("Hello");
        assertThat(conversation.takeKept()).isEmpty();
    }

    /** A server whose answers are given by hand. */
    private static final class Script extends NoRequests {

        final List<CompletableFuture<JsonNode>> lists = new ArrayList<>();
        final List<CompletableFuture<JsonNode>> adds = new ArrayList<>();
        final List<String> clientIds = new ArrayList<>();

        private static CompletableFuture<JsonNode> late(List<CompletableFuture<JsonNode>> kept) {
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            kept.add(answer);
            return answer;
        }

        @Override
        public CompletionStage<JsonNode> comments(String fileId) {
            return late(lists);
        }

        @Override
        public CompletionStage<JsonNode> addComment(String fileId, CommentRow row, String clientId) {
            clientIds.add(clientId);
            return late(adds);
        }
    }
}
