package io.bush.examples.desk.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.desk.model.CommentRow;
import io.bush.examples.desk.model.Requests;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A model's requests over the API. */
public record HttpRequests(ReviewApi api) implements Requests {

    @Override
    public CompletionStage<JsonNode> comments(String fileId) {
        return api.get("/v4/files/" + fileId + "/comments?limit=1000");
    }

    @Override
    public CompletionStage<JsonNode> file(String fileId) {
        return api.get("/v4/files/" + fileId);
    }

    @Override
    public CompletionStage<byte[]> thumbnail(String fileId) {
        return api.bytes("/v4/files/" + fileId + "/thumbnail");
    }

    @Override
    public CompletionStage<JsonNode> addComment(String fileId, CommentRow row, String clientId) {
        ObjectNode body = ReviewApi.object().put("text", row.text()).put("client_id", clientId);
        if (row.parentId() != null) {
            body.put("parent_id", row.parentId());
        }
        if (row.timestamp() != null) {
            body.put("timestamp", row.timestamp());
        }
        return api.post("/v4/files/" + fileId + "/comments", body);
    }

    @Override
    public CompletionStage<JsonNode> editComment(String commentId, String text, @Nullable Long lockToken) {
        ObjectNode body = ReviewApi.object().put("text", text);
        if (lockToken != null) {
            body.put("lock_token", lockToken);
        }
        return api.patch("/v4/comments/" + commentId, body);
    }

    @Override
    public CompletionStage<JsonNode> deleteComment(String commentId) {
        return api.delete("/v4/comments/" + commentId);
    }

    @Override
    public CompletionStage<JsonNode> completeComment(String commentId) {
        return api.post("/v4/comments/" + commentId + "/complete", ReviewApi.object());
    }

    @Override
    public CompletionStage<JsonNode> renameFile(String fileId, String name) {
        return api.patch("/v4/files/" + fileId, ReviewApi.object().put("name", name));
    }
}
