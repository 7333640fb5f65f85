package io.bush.examples.dialects.conversations;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The broadcasts of seed 002, for those whom they are for. None of the methods blocks. Thread safety: any thread. */
public final class ConversationEvents {

    /** Where they are published; null until the node is there. */
    private volatile @Nullable RealtimeNode node;

    /** Publishes nowhere yet. */
    public ConversationEvents() {}

    /** Publishes on a node from now on. */
    public void tellThrough(RealtimeNode publisher) {
        node = publisher;
    }

    /** Progress of a file, for its owner. */
    public record FileProgress(String fileId, double progress, String status) {}

    /** Says that a message was written, under its id: published twice it is one event. */
    public CompletionStage<PublishResult> newMessage(Messages.Message message) {
        return publish(Publication.of(conversation(message.conversationId()), "new_message", message)
                .by(message.userId())
                .idempotencyKey(message.id()));
    }

    /** Says what changed of a conversation. */
    public CompletionStage<PublishResult> conversationUpdated(String conversationId, Object update, String userId) {
        return publish(Publication.of(conversation(conversationId), "conversation_updated", update)
                .by(userId));
    }

    /** Says how far a file is, to its owner alone; a newer word replaces an older one that was not sent yet. */
    public CompletionStage<PublishResult> fileProcessing(String ownerId, FileProgress progress) {
        return publish(Publication.of(new Channel("user", ownerId), "file_processing_update", progress)
                .asVolatile("file:" + progress.fileId()));
    }

    private static Channel conversation(String id) {
        return new Channel("conversation", id);
    }

    private CompletionStage<PublishResult> publish(Publication publication) {
        RealtimeNode publisher = node;
        if (publisher == null) {
            throw new IllegalStateException("there is no node yet");
        }
        return publisher.publish(publication);
    }
}
