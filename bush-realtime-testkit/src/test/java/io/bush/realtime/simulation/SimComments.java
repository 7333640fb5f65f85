package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.CommentChannels;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** An application that knows where comments are, and says so soon, late, with a failure, or never. */
final class SimComments implements CommentChannels {

    private static final int EACH = 3;

    private final Scene scene;
    private final List<Channel> channels;

    SimComments(Scene scene, List<Channel> channels) {
        this.scene = scene;
        this.channels = channels;
    }

    /** A comment of a channel; now and then one that does not exist. */
    static String some(Scene scene, Channel channel) {
        int number = scene.chance(3) ? EACH : scene.random.nextInt(EACH);
        return "comment_" + channel.id() + "-" + number;
    }

    static boolean isIn(String comment, Channel channel) {
        return comment.startsWith("comment_" + channel.id() + "-");
    }

    @Override
    public CompletionStage<@Nullable Channel> channelOf(String commentId) {
        CompletableFuture<@Nullable Channel> answer = new CompletableFuture<>();
        Channel found = commentId.endsWith("-" + EACH)
                ? null
                : channels.stream()
                        .filter(channel -> isIn(commentId, channel))
                        .findFirst()
                        .orElse(null);
        boolean fails = scene.faults.authFails();
        if (!fails && scene.faults.authIsLate()) {
            scene.later(Swarm.ASK_DEADLINE.plusMillis(1 + scene.random.nextInt(4_000)), () -> answer.complete(found));
        } else {
            scene.later(scene.faults.authDelay(), () -> {
                if (fails) {
                    answer.completeExceptionally(new IOException("no replica"));
                } else {
                    answer.complete(found);
                }
            });
        }
        return answer;
    }
}
