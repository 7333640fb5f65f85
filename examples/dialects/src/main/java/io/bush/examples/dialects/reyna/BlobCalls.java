package io.bush.examples.dialects.reyna;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.wire.FrameWriter;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.Caller;
import io.bush.realtime.channel.Channel;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code create_blob} and {@code process_blob}, and what the services behind them would say. A blob belongs to who made it; nobody
 * else can have it processed, or learns that it exists. Thread safety: any thread.
 */
public final class BlobCalls {

    /** Makes a blob. */
    public static final String CREATE = "create_blob";
    /** Has one processed. */
    public static final String PROCESS = "process_blob";

    private static final int PREVIEW = 200;
    /** An example's memory, not a database: the oldest goes first. */
    private static final int MOST_KEPT = 500;

    private static final int LONGEST = 64 * 1024;

    private final Directory directory;
    private final ReynaEvents events;
    private final Clock clock;
    /** By id, oldest first; guarded by this. */
    private final Map<String, Blob> blobs = new LinkedHashMap<>();

    /** Keeps blobs, and tells of them. */
    public BlobCalls(Directory directory, ReynaEvents events, Clock clock) {
        this.directory = directory;
        this.events = events;
        this.clock = clock;
    }

    private record Blob(String id, String owner, String bookId, String content) {}

    /** What a new blob is made of. */
    public record CreateBlob(
            String content,
            @JsonProperty("schema_id") String schemaId,
            @Nullable JsonNode metadata) {

        /** Refuses absent parts. */
        public CreateBlob {
            Objects.requireNonNull(content, "content");
            Objects.requireNonNull(schemaId, "schema_id");
        }

        private JsonNode about(String field) {
            return metadata == null ? MissingNode.getInstance() : metadata.path(field);
        }
    }

    /** What is to be processed. */
    public record ProcessBlob(
            @JsonProperty("blob_id") String blobId,
            @JsonProperty("processor_id") String processorId) {

        /** Refuses absent parts. */
        public ProcessBlob {
            Objects.requireNonNull(blobId, "blob_id");
            Objects.requireNonNull(processorId, "processor_id");
        }
    }

    /** What came of either. */
    public record Done(
            String request, @JsonProperty("blob_id") String blobId) {}

    /** Makes a blob of the caller's. */
    public Object create(Caller caller, CreateBlob params) {
        String owner = caller.principal().id();
        String book = params.about("book_id").asText();
        if (!book.isEmpty() && !directory.mayRead(owner, new Channel("book", book))) {
            throw new CallFailedException("book_not_found", "There is no such book");
        }
        Blob blob = keep(new Blob("blob_" + UUID.randomUUID(), owner, book, params.content()));
        ObjectNode created = about(blob).put("processor_id", "user-input").put("schema_id", params.schemaId());
        created.put("preview", preview(blob)).put("created_at", FrameWriter.time(clock.instant()));
        events.route("blob.created", created, null);
        if (!book.isEmpty() && params.about("chapter").isInt()) {
            ObjectNode updated = about(blob);
            updated.putObject("chapter_added")
                    .put("chapter_num", params.about("chapter").asInt())
                    .put("blob_id", blob.id());
            events.route("book.updated", updated, null);
        }
        return new Done(CREATE, blob.id());
    }

    /** Derives a blob from one of the caller's: the only processor there is writes the text twice. */
    public Object process(Caller caller, ProcessBlob params) {
        Blob blob = find(caller.principal().id(), params.blobId());
        if (!params.processorId().equals("text-expansion")) {
            throw new CallFailedException("processor_failed", "There is no such processor");
        }
        if (blob.content().length() > LONGEST / 2) {
            throw new CallFailedException("processor_failed", "The expanded text would be too long");
        }
        events.route("processor.status", status(blob, params, "processing", 0.5), null);
        Blob derived = keep(
                new Blob("blob_" + UUID.randomUUID(), blob.owner(), blob.bookId(), blob.content() + blob.content()));
        ObjectNode told = JsonNodeFactory.instance
                .objectNode()
                .put("user_id", blob.owner())
                .put("parent_id", blob.id())
                .put("derived_id", derived.id())
                .put("processor_id", params.processorId())
                .put("expansion_ratio", 2.0)
                .put("preview", preview(derived));
        events.route("blob.derived", told, null);
        events.route("processor.completed", status(blob, params, "completed", 1), null);
        return new Done(PROCESS, blob.id());
    }

    private static ObjectNode status(Blob blob, ProcessBlob params, String status, double progress) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("user_id", blob.owner())
                .put("blob_id", blob.id())
                .put("processor_id", params.processorId())
                .put("status", status)
                .put("progress", progress);
    }

    private static ObjectNode about(Blob blob) {
        ObjectNode told =
                JsonNodeFactory.instance.objectNode().put("blob_id", blob.id()).put("user_id", blob.owner());
        return blob.bookId().isEmpty() ? told : told.put("book_id", blob.bookId());
    }

    private static String preview(Blob blob) {
        String content = blob.content();
        return content.length() <= PREVIEW ? content : content.substring(0, PREVIEW) + "...";
    }

    private synchronized Blob keep(Blob blob) {
        if (blobs.size() >= MOST_KEPT) {
            blobs.remove(blobs.keySet().iterator().next());
        }
        blobs.put(blob.id(), blob);
        return blob;
    }

    private synchronized Blob find(String owner, String id) {
        Blob blob = blobs.get(id);
        if (blob == null || !blob.owner().equals(owner)) {
            throw new CallFailedException("blob_not_found", "There is no such blob");
        }
        return blob;
    }
}
