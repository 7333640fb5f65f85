package io.bush.realtime.protocol;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The control frames of presence, locks and signals (contract §2, "Server → client"). People in them are as the reader may
 * see them. Thread safety: immutable.
 */
public sealed interface CollaborationMessage extends ServerMessage {

    /**
     * Who is in a channel: replaces everything known before.
     *
     * @param channel where
     * @param users everybody, or the first few of a crowd, in the order in which they appeared
     * @param total how many there are
     */
    record PresenceState(Channel channel, List<Present> users, int total) implements CollaborationMessage {

        /**
         * One user.
         *
         * @param user who
         * @param state what they are doing
         */
        public record Present(Principal user, Payload state) {}

        /** Copies the list. */
        public PresenceState {
            users = List.copyOf(users);
        }
    }

    /**
     * A user appeared, or does something else.
     *
     * @param channel where
     * @param user who
     * @param state what they are doing
     * @param joined whether they were not there before
     */
    record PresenceUpdate(Channel channel, Principal user, Payload state, boolean joined)
            implements CollaborationMessage {}

    /**
     * A user left.
     *
     * @param channel where
     * @param userId who
     */
    record PresenceLeave(Channel channel, String userId) implements CollaborationMessage {}

    /**
     * What is locked in a channel: replaces everything known before.
     *
     * @param channel where
     * @param locks the locked comments, in the order of their ids
     */
    record LockState(Channel channel, List<Locked> locks) implements CollaborationMessage {

        /**
         * One lock.
         *
         * @param commentId the comment
         * @param user who edits it
         * @param expiresAt until when, unless renewed
         */
        public record Locked(String commentId, Principal user, Instant expiresAt) {}

        /** Copies the list. */
        public LockState {
            locks = List.copyOf(locks);
        }
    }

    /**
     * A comment is locked, by somebody new or for longer.
     *
     * @param channel where
     * @param commentId the comment
     * @param user who edits it
     * @param expiresAt until when, unless renewed
     */
    record CommentLocked(Channel channel, String commentId, Principal user, Instant expiresAt)
            implements CollaborationMessage {}

    /**
     * A comment is free.
     *
     * @param ref the client's mark, when it answers an unlock
     * @param channel where
     * @param commentId the comment
     * @param reason why
     */
    record CommentUnlocked(@Nullable String ref, Channel channel, String commentId, UnlockReason reason)
            implements CollaborationMessage {}

    /** Why a comment is free; the wire name is the lower-case name. */
    enum UnlockReason {
        /** The holder gave it back. */
        RELEASED,
        /** The holder's time was over. */
        EXPIRED
    }

    /**
     * The client holds a lock.
     *
     * @param ref the client's mark
     * @param commentId the comment
     * @param lockToken the fencing token
     * @param expiresAt until when, unless renewed
     */
    record CommentLockGranted(@Nullable String ref, String commentId, long lockToken, Instant expiresAt)
            implements CollaborationMessage {}

    /**
     * The client does not hold a lock any more.
     *
     * @param commentId the comment
     * @param reason why
     */
    record CommentLockLost(String commentId, LossReason reason) implements CollaborationMessage {}

    /** Why a lock was lost; the wire name is the lower-case name. */
    enum LossReason {
        /** The same user locked it through another connection. */
        TAKEN_OVER,
        /** The time was over. */
        EXPIRED,
        /** Access was taken back. */
        REVOKED
    }

    /**
     * A signal of another subscriber.
     *
     * @param channel where
     * @param event what kind
     * @param user who sent it
     * @param data what they sent
     */
    record Signal(Channel channel, String event, Principal user, Payload data) implements CollaborationMessage {}
}
