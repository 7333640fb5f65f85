package io.bush.examples.desk.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a file's model asks the server for. Answers may come on any thread; a failure is a {@link RequestFailure}. */
public interface Requests {

    /** Reads the file's comments. */
    CompletionStage<JsonNode> comments(String fileId);

    /** Reads the file. */
    CompletionStage<JsonNode> file(String fileId);

    /** Reads the file's small picture, a PNG. */
    CompletionStage<byte[]> thumbnail(String fileId);

    /** Adds a comment; safe to repeat with the same {@code client_id}. */
    CompletionStage<JsonNode> addComment(String fileId, CommentRow row, String clientId);

    CompletionStage<JsonNode> editComment(String commentId, String text, @Nullable Long lockToken);

    CompletionStage<JsonNode> deleteComment(String commentId);

    CompletionStage<JsonNode> completeComment(String commentId);

    CompletionStage<JsonNode> renameFile(String fileId, String name);
}
