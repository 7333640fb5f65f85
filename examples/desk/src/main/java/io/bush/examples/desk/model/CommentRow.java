package io.bush.examples.desk.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A comment as the desk shows it. */
public record CommentRow(
        String id,
        @Nullable String clientId,
        @Nullable String parentId,
        String userId,
        String userName,
        String text,
        @Nullable Double timestamp,
        Instant createdAt,
        @Nullable String completedBy) {

    /** The oldest first. */
    static final Comparator<CommentRow> ORDER =
            Comparator.comparing(CommentRow::createdAt).thenComparing(CommentRow::id);

    /** Reads one of the API's. */
    static CommentRow ofApi(JsonNode json) {
        return read(json, "id", json.path("completed_by").path("id").textValue());
    }

    /** Reads the data of {@code comment.created}. */
    static CommentRow ofEvent(JsonNode data) {
        return read(data, "comment_id", null);
    }

    private static CommentRow read(JsonNode json, String idField, @Nullable String completedBy) {
        JsonNode user = json.path("user");
        String userId = user.path("id").asText();
        return new CommentRow(
                json.path(idField).asText(),
                json.path("client_id").textValue(),
                json.path("parent_id").textValue(),
                userId,
                user.path("name").asText(userId),
                json.path("text").asText(),
                json.path("timestamp").isNumber() ? json.path("timestamp").asDouble() : null,
                time(json.path("created_at").asText()),
                completedBy);
    }

    private static Instant time(String text) {
        return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    }

    CommentRow withText(String changed) {
        return new CommentRow(id, clientId, parentId, userId, userName, changed, timestamp, createdAt, completedBy);
    }

    CommentRow completedBy(String user) {
        return new CommentRow(id, clientId, parentId, userId, userName, text, timestamp, createdAt, user);
    }
}
