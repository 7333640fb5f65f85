package io.bush.examples.desk.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A server that nothing may be asked of: a test answers what it is about. */
class NoRequests implements Requests {

    @Override
    public CompletionStage<JsonNode> comments(String fileId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<JsonNode> file(String fileId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<byte[]> thumbnail(String fileId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<JsonNode> addComment(String fileId, CommentRow row, String clientId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<JsonNode> editComment(String commentId, String text, @Nullable Long lockToken) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<JsonNode> deleteComment(String commentId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<JsonNode> completeComment(String commentId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<JsonNode> renameFile(String fileId, String name) {
        throw new UnsupportedOperationException();
    }
}
