package io.bush.realtime.flow;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeNodeBuilder;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.call.CallFailedException;
import io.bush.realtime.call.CallHandler;
import io.bush.realtime.call.Caller;
import io.bush.realtime.call.Calls;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls of docs/extending.md; {@link CallRecipesFlowTest} runs them. */
final class CallRecipes {

    /** Stands for the application's database. */
    static final class Store {

        private final Map<String, String> rows = new LinkedHashMap<>();

        String insert(String prefix, String text) {
            String id = prefix + (rows.size() + 1);
            rows.put(id, text);
            return id;
        }

        @Nullable
        String find(String id) {
            return rows.get(id);
        }

        boolean mayWrite(Principal principal, String conversationId) {
            return principal.id().equals("user_ann") && conversationId.startsWith("conv_");
        }
    }

    final Store store = new Store();
    private final Executor pool;
    /** Set when the node is built; handlers run later. */
    private @Nullable RealtimeNode node;

    CallRecipes(Executor pool) {
        this.pool = pool;
    }

    void publishThrough(RealtimeNode built) {
        node = built;
    }

    private void publish(String userId, Processed processed) {
        if (node != null) {
            node.publish(new Channel("user", userId), BLOB_PROCESSED, processed);
        }
    }

    // tag::register[]
    record SendMessage(String conversationId, String text) {}

    record CreateBlob(String name, long sizeBytes) {}

    record ProcessBlob(String blobId) {}

    RealtimeNodeBuilder register(RealtimeNodeBuilder builder) {
        return builder.calls(Calls.none()
                .with("send_message", SendMessage.class, CallHandler.blocking(pool, this::sendMessage))
                .with("create_blob", CreateBlob.class, CallHandler.blocking(pool, this::createBlob))
                .with("process_blob", ProcessBlob.class, this::processBlob));
    }
    // end::register[]

    // tag::send-message[]
    record Sent(String messageId) {}

    Sent sendMessage(Caller caller, SendMessage params) {
        if (!store.mayWrite(caller.principal(), params.conversationId())) {
            throw new CallFailedException("conversation.not_found", "there is no such conversation");
        }
        if (params.text() == null || params.text().isBlank()) {
            throw new CallFailedException("message.empty", "a message needs a text");
        }
        return new Sent(store.insert("message_", params.text()));
    }
    // end::send-message[]

    // tag::create-blob[]
    record Created(String blobId) {}

    Created createBlob(Caller caller, CreateBlob params) {
        if (params.sizeBytes() > 1_000_000_000) {
            throw new CallFailedException("blob.too_large", "a blob has at most 1,000,000,000 bytes");
        }
        return new Created(store.insert("blob_", params.name()));
    }
    // end::create-blob[]

    // tag::process-blob[]
    record Processed(String blobId) {}

    static final EventType<Processed> BLOB_PROCESSED = EventType.durable("blob.processed", Processed.class);

    // Not blocking: it begins the work and answers at once. What comes of it is an event.
    CompletionStage<String> processBlob(Caller caller, ProcessBlob params) {
        pool.execute(() -> {
            transcode(params.blobId());
            publish(caller.principal().id(), new Processed(params.blobId()));
        });
        return CompletableFuture.completedFuture("started");
    }
    // end::process-blob[]

    private void transcode(String blobId) {
        if (store.find(blobId) == null) {
            throw new IllegalStateException("no blob " + blobId);
        }
    }
}
