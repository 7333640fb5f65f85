package io.bush.examples.dialects.conversations;

import io.bush.examples.dialects.account.Directory;
import io.bush.realtime.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The messages of conversations, as an application has them in its database: here the last {@value #MOST_KEPT} of each
 * conversation. Thread safety: any thread.
 */
public final class Messages {

    /** How many of a conversation are kept. */
    public static final int MOST_KEPT = 200;

    /** Longest message in characters. */
    public static final int LONGEST = 10_000;

    private final Directory directory;
    private final ConversationEvents events;
    /** By conversation; guarded by this. */
    private final Map<String, Deque<Message>> kept = new LinkedHashMap<>();

    /** Keeps messages, and tells of new ones. */
    public Messages(Directory directory, ConversationEvents events) {
        this.directory = directory;
        this.events = events;
    }

    /** A message. */
    public record Message(String id, String conversationId, String userId, String role, String content) {}

    /** A message of somebody who may write there; null when they may not, or there is no such conversation. */
    public @Nullable Message post(String userId, String conversationId, String content) {
        if (!directory.mayRead(userId, new Channel("conversation", conversationId))) {
            return null;
        }
        Message message = new Message("msg_" + UUID.randomUUID(), conversationId, userId, "user", content);
        synchronized (this) {
            Deque<Message> those = kept.computeIfAbsent(conversationId, none -> new ArrayDeque<>());
            if (those.size() >= MOST_KEPT) {
                those.removeFirst();
            }
            those.addLast(message);
            // In the order in which they are kept; publishing does not block.
            events.newMessage(message);
        }
        return message;
    }

    /** The messages of a conversation, for whoever may read it; null for others. */
    public @Nullable List<Message> list(String userId, String conversationId) {
        if (!directory.mayRead(userId, new Channel("conversation", conversationId))) {
            return null;
        }
        synchronized (this) {
            return List.copyOf(kept.getOrDefault(conversationId, new ArrayDeque<>()));
        }
    }
}
