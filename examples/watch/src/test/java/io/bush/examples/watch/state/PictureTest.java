package io.bush.examples.watch.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ReceivedEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTest {

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private final Picture picture = new Picture(Kind.COMMENT);

    private static ObjectNode comment(String id, int createdAt) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("created_at", at(createdAt).toString())
                .put("updated_at", at(createdAt).toString());
    }

    private static Instant at(int second) {
        return NOON.plusSeconds(second);
    }

    private boolean told(String event, String idField, String id, int second) {
        JsonNode data = JsonNodeFactory.instance.objectNode().put(idField, id);
        return picture.isTold(
                new ReceivedEvent(new Channel("file", "file_a"), event, "evt_1", at(second), data, null, ""));
    }

    private List<String> take(JsonNode... items) {
        return picture.take(List.of(items)).stream()
                .map(it -> it.event() + " " + it.id())
                .toList();
    }

    @Test
    void whatIsThereAtTheBeginningWasNotMissed() {
        assertThat(take(comment("comment_1", 0))).isEmpty();
        assertThat(take(comment("comment_1", 0))).isEmpty();
    }

    @Test
    void tellsWhatIsNewChangedCompletedAndGoneInTheListsOrder() {
        take(comment("comment_1", 1), comment("comment_2", 2), comment("comment_3", 3), comment("comment_4", 4));
        assertThat(take(
                        comment("comment_2", 2).put("updated_at", at(10).toString()),
                        comment("comment_3", 3).put("completed_at", at(11).toString()),
                        comment("comment_4", 4),
                        comment("comment_5", 5)))
                .containsExactly(
                        "comment.updated comment_2",
                        "comment.completed comment_3",
                        "comment.created comment_5",
                        "comment.deleted comment_1");
    }

    @Test
    void whatEventsToldIsNotMissed() {
        take(comment("comment_1", 1), comment("comment_2", 2));
        assertThat(told("comment.created", "comment_id", "comment_3", 3)).isFalse();
        assertThat(told("comment.updated", "comment_id", "comment_1", 8)).isFalse();
        assertThat(told("comment.deleted", "comment_id", "comment_2", 9)).isFalse();

        assertThat(take(comment("comment_1", 1).put("updated_at", at(7).toString()), comment("comment_3", 3)))
                .isEmpty();
        assertThat(take(comment("comment_1", 1).put("updated_at", at(12).toString()), comment("comment_3", 3)))
                .containsExactly("comment.updated comment_1");
    }

    @Test
    void anEventOfWhatAListToldIsToldOnce() {
        take(comment("comment_1", 1));
        take(comment("comment_2", 2));
        assertThat(told("comment.created", "id", "comment_2", 2)).isTrue();
        assertThat(told("comment.deleted", "comment_id", "comment_1", 2)).isTrue();
        assertThat(told("comment.deleted", "comment_id", "comment_2", 3)).isFalse();
        assertThat(told("file.updated", "file_id", "file_a", 3)).isFalse();

        assertThat(take()).isEmpty();
    }

    @Test
    void whatChangedBesideTheFirstListIsAnEventLikeAnyOther() {
        take(comment("comment_1", 1));

        assertThat(told("comment.created", "id", "comment_1", 1)).isFalse();
    }
}
