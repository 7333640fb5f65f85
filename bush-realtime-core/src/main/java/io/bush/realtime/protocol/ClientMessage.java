package io.bush.realtime.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.Payload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request of a client, decoded and of the right shape, whatever dialect it came in (contract §2, "Client → server").
 * Channels are as the client named them: unknown types and bad ids are judged later. Thread safety: immutable.
 */
public sealed interface ClientMessage {

    /**
     * Returns the client's own mark, repeated in every direct reply. A dialect whose clients have no marks may put here what
     * it needs to write the reply.
     *
     * @return in the canonical dialect at most 64 characters, or null
     */
    @Nullable
    String ref();

    /**
     * Returns the action's name for errors, logs and figures.
     *
     * @return for example {@code subscribe}
     */
    String action();

    /**
     * Presents a token: the first one, or a newer one of the same user.
     *
     * @param ref the client's mark
     * @param token the token; never shown
     * @param previousConnectionId an older connection of the same user to close (contract §3.15), or null
     */
    record Authenticate(
            @Override @Nullable String ref,
            String token,
            @Nullable String previousConnectionId) implements ClientMessage {
        @Override
        public String action() {
            return "authenticate";
        }

        @Override
        public String toString() {
            return "Authenticate[token hidden]";
        }
    }

    /**
     * Asks for channels.
     *
     * @param ref the client's mark
     * @param items 1 to 50 subscriptions, in the client's order
     */
    record Subscribe(@Override @Nullable String ref, List<Item> items) implements ClientMessage {

        /**
         * One wanted subscription.
         *
         * @param channel the channel as the client named it
         * @param sinceEventId the last event the client has, as it sent it; null for none
         * @param patterns which events it wants
         */
        public record Item(Channel channel, @Nullable String sinceEventId, EventPatterns patterns) {}

        /** Copies the list. */
        public Subscribe {
            items = List.copyOf(items);
        }

        @Override
        public String action() {
            return "subscribe";
        }
    }

    /**
     * Gives channels up.
     *
     * @param ref the client's mark
     * @param channels 1 to 50 channels
     */
    record Unsubscribe(@Override @Nullable String ref, List<Channel> channels) implements ClientMessage {

        /** Copies the list. */
        public Unsubscribe {
            channels = List.copyOf(channels);
        }

        @Override
        public String action() {
            return "unsubscribe";
        }
    }

    /**
     * Says what the user is doing in a channel.
     *
     * @param ref the client's mark
     * @param channel the channel
     * @param state an object with a valid {@code status}, at most 1,024 bytes; null to leave
     */
    record Presence(
            @Override @Nullable String ref,
            Channel channel,
            @Nullable Payload state) implements ClientMessage {
        @Override
        public String action() {
            return "presence";
        }
    }

    /**
     * A volatile message to the other subscribers.
     *
     * @param ref the client's mark
     * @param channel the channel
     * @param event what kind, an event name
     * @param data at most 1,024 bytes
     */
    record Signal(@Override @Nullable String ref, Channel channel, String event, Payload data)
            implements ClientMessage {
        @Override
        public String action() {
            return "signal";
        }
    }

    /**
     * Asks for the lock on a comment.
     *
     * @param ref the client's mark
     * @param commentId {@code comment_…}
     * @param channel the channel the comment is in, when the client names it
     */
    record CommentLock(
            @Override @Nullable String ref,
            String commentId,
            @Nullable Channel channel) implements ClientMessage {
        @Override
        public String action() {
            return "comment.lock";
        }
    }

    /**
     * Keeps a lock.
     *
     * @param ref the client's mark
     * @param commentId {@code comment_…}
     * @param lockToken the fencing token that came with the lock
     */
    record CommentRenew(@Override @Nullable String ref, String commentId, long lockToken) implements ClientMessage {
        @Override
        public String action() {
            return "comment.renew";
        }
    }

    /**
     * Gives a lock back.
     *
     * @param ref the client's mark
     * @param commentId {@code comment_…}
     * @param lockToken the fencing token that came with the lock
     */
    record CommentUnlock(@Override @Nullable String ref, String commentId, long lockToken) implements ClientMessage {
        @Override
        public String action() {
            return "comment.unlock";
        }
    }

    /**
     * Calls something the application registered.
     *
     * @param ref the client's mark
     * @param method what to call
     * @param params the parameters, an object
     * @param idempotencyId repeats within 2 minutes get the first answer; or null
     */
    record Call(
            @Override @Nullable String ref,
            String method,
            JsonNode params,
            @Nullable String idempotencyId) implements ClientMessage {
        @Override
        public String action() {
            return "call";
        }
    }

    /**
     * Asks for a sign of life.
     *
     * @param ref the client's mark
     */
    record Ping(@Override @Nullable String ref) implements ClientMessage {
        @Override
        public String action() {
            return "ping";
        }
    }
}
