package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.CommentChannels;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What clients do with comments; {@code comment_a…} are in one file, {@code comment_b…} in the other. */
final class Locking {

    private Locking() {}

    /** Knows where the comments are. */
    static CompletionStage<@Nullable Channel> channelOf(String commentId) {
        Channel channel = null;
        if (commentId.startsWith("comment_a")) {
            channel = FILE;
        } else if (commentId.startsWith("comment_b")) {
            channel = OTHER_FILE;
        }
        return CompletableFuture.completedFuture(channel);
    }

    static FlowWorld world() {
        return world(Locking::channelOf);
    }

    static FlowWorld world(CommentChannels comments) {
        return FlowWorld.collaborative(builder -> builder.commentChannels(comments));
    }

    static FlowWorld.Peer lock(FlowWorld.Peer peer, String comment) {
        return peer.send("{'action':'comment.lock','comment_id':'" + comment + "'}");
    }

    static FlowWorld.Peer lock(FlowWorld.Peer peer, String comment, Channel named) {
        return peer.send("{'action':'comment.lock','comment_id':'" + comment + "','channel':'" + named.type()
                + "','resource_id':'" + named.id() + "'}");
    }

    static FlowWorld.Peer renew(FlowWorld.Peer peer, String comment, long token) {
        return peer.send("{'action':'comment.renew','comment_id':'" + comment + "','lock_token':" + token + "}");
    }

    static FlowWorld.Peer unlock(FlowWorld.Peer peer, String comment, long token) {
        return peer.send("{'action':'comment.unlock','comment_id':'" + comment + "','lock_token':" + token + "}");
    }

    /** Locks, and returns the token. */
    static long locked(FlowWorld.Peer peer, String comment) {
        lock(peer, comment);
        return token(peer);
    }

    /** The token of the last grant. */
    static long token(FlowWorld.Peer peer) {
        return last(peer, "comment.lock.granted").get("lock_token").asLong();
    }

    static JsonNode last(FlowWorld.Peer peer, String name) {
        List<JsonNode> frames = peer.frames(name);
        return frames.get(frames.size() - 1);
    }
}
