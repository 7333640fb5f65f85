package io.bush.examples.review.comment;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.Json;
import io.bush.examples.review.model.Comment;
import io.bush.examples.review.model.User;
import io.bush.examples.review.store.StoreException;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.Caller;
import io.bush.realtime.call.Calls;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What clients can do with comments over the connection they have: the same as over HTTP, with the same checks. Thread
 * safety: any thread.
 */
public final class CommentCalls {

    /** Who does it; there when the server stands, which the node it is built on does before. */
    private final CompletableFuture<Commenting> commenting = new CompletableFuture<>();

    private final Executor pool;

    /**
     * Makes the calls.
     *
     * @param pool runs them: they wait for the database
     */
    public CommentCalls(Executor pool) {
        this.pool = pool;
    }

    /** What {@code comment.create} takes: the fields of the POST, and the file. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Create(
            String fileId,
            String text,
            @Nullable String clientId,
            @Nullable String parentId,
            @Nullable Double timestamp,
            @Nullable JsonNode annotations) {}

    /** Returns what can be called. */
    public Calls registered() {
        return Calls.none()
                .with(
                        "comment.create",
                        Create.class,
                        (caller, params) ->
                                commenting.thenApplyAsync(feature -> create(feature, caller, params), pool));
    }

    /** From now on calls are done; those that came before are done now. */
    public void begin(Commenting feature) {
        commenting.complete(feature);
    }

    /** Retrying is safe: within two minutes with the call's own mark, and for ever with a {@code client_id}. */
    private static Comment create(Commenting feature, Caller caller, Create params) {
        if (params.fileId() == null) {
            throw new CallFailedException("invalid_file_id", "file_id is missing");
        }
        try {
            return feature.create(User.named(caller.principal().id()), params.fileId(), Json.fields(params))
                    .comment();
        } catch (HttpFailure refusal) {
            throw new CallFailedException(refusal.body().code(), refusal.body().message());
        } catch (StoreException.Unavailable e) {
            throw new CallFailedException("temporarily_unavailable", "the database does not answer: try again");
        } catch (StoreException.Orphan e) {
            // The file was deleted meanwhile.
            throw new CallFailedException(
                    HttpFailure.notFound().body().code(),
                    HttpFailure.notFound().body().message());
        }
    }
}
