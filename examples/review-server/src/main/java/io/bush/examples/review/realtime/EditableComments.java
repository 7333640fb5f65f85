package io.bush.examples.review.realtime;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.CommentChannels;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Lets people lock what they may edit or delete, and nothing else: a lock keeps the author out. */
record EditableComments(Executor pool, StoredPermissions stored) implements CommentChannels {

    @Override
    public CompletionStage<@Nullable Channel> channelOf(String commentId) {
        return CompletableFuture.supplyAsync(() -> stored.channelOfComment(commentId), pool);
    }

    @Override
    public CompletionStage<@Nullable Channel> channelFor(Principal who, String commentId) {
        return CompletableFuture.supplyAsync(() -> stored.channelOfComment(who.id(), commentId), pool);
    }
}
