package io.bush.examples.review.realtime;

import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.model.User;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.presence.PresentUser;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node knows at this moment: who is there, and who edits what. Asked by requests, which wait for the answer; one
 * that does not come is HTTP 503. Thread safety: any thread but the node's own.
 */
public final class LiveState {

    private static final Logger LOG = LoggerFactory.getLogger(LiveState.class);
    private static final long PATIENCE_SECONDS = 2;

    private final RealtimeNode node;

    public LiveState(RealtimeNode node) {
        this.node = node;
    }

    /** Returns who shows that they look at a file. */
    public List<PresentUser> present(String fileId) {
        return answer(node.present(new Channel("file", fileId)));
    }

    /** Tells whether a token is the one under which a comment is locked now. */
    public boolean isLockedUnder(String commentId, long token) {
        return answer(node.locks().verify(commentId, token));
    }

    /** Tells whether somebody else is editing a comment now. */
    public boolean isLockedByOther(String commentId, User user) {
        return answer(node.locks().find(LockName.comment(commentId)))
                .filter(lock -> !lock.owner().user().id().equals(user.id()))
                .isPresent();
    }

    private static <T> T answer(CompletionStage<T> asked) {
        try {
            return asked.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HttpFailure.unavailable("the server is stopping");
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the node does not answer", e);
            throw HttpFailure.unavailable("presence and locks cannot be asked for just now: try again");
        }
    }
}
