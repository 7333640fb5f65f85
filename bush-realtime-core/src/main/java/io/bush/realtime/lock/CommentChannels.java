package io.bush.realtime.lock;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Knows which channel a comment belongs to: what the application's database knows (contract §3.11). Without it a node
 * offers no comment locks.
 *
 * <p>Asked at each request for a lock, on a lane of the node; it must not block: wrap blocking code in {@link #blocking}.
 * Null means that there is no such comment, which a client cannot tell from one it may not edit. A failure, or no answer
 * within the deadline for authorizers, is answered {@code temporarily_unavailable}. Thread safety: implementations must
 * allow any thread.
 */
@FunctionalInterface
public interface CommentChannels {

    /**
     * Finds a comment's channel.
     *
     * @param commentId {@code comment_} and 1 to 64 of {@code [A-Za-z0-9_-]}
     * @return the channel whose subscribers see the comment; null when there is no such comment
     */
    CompletionStage<@Nullable Channel> channelOf(String commentId);

    /**
     * Finds a comment's channel for somebody who wants to lock it. The default leaves it to the right to lock in the channel;
     * an application in which not everybody with that right may edit every comment answers null for the others.
     *
     * @param who who asks, a member
     * @param commentId as above
     * @return the channel; null when there is no such comment, or when it is not theirs to edit
     */
    default CompletionStage<@Nullable Channel> channelFor(Principal who, String commentId) {
        return channelOf(commentId);
    }

    /**
     * Makes one of blocking code.
     *
     * @param executor runs the code; the application owns it
     * @param find returns the channel, or null
     * @return one that never blocks its caller
     */
    static CommentChannels blocking(Executor executor, Function<String, @Nullable Channel> find) {
        return commentId -> CompletableFuture.supplyAsync(() -> find.apply(commentId), executor);
    }
}
