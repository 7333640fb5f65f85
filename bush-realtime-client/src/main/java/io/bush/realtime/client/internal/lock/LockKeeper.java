package io.bush.realtime.client.internal.lock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Outbox;
import io.bush.realtime.client.internal.session.Pace;
import io.bush.realtime.client.internal.session.Request;
import io.bush.realtime.client.internal.session.Request.Lost;
import io.bush.realtime.client.internal.subscription.ChannelTap;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.user.News;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.lock.CommentLock;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.lock.LockEnd;
import io.bush.realtime.client.lock.LockException;
import io.bush.realtime.client.lock.LockedComment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The locks on comments of one channel (contract §3.11): asks for them, keeps those that were granted, and knows what others
 * edit. Thread safety: what the application calls is safe for any thread; everything else is for the lane.
 */
public final class LockKeeper implements CommentLocks, ChannelTap {

    /** How long a lock waits for the confirmation of the subscription. */
    private static final Duration CONFIRMATION = Duration.ofSeconds(10);

    private final Parts parts;
    private final Subscription subscription;
    private final LockBook book = new LockBook();
    private final News<List<LockedComment>> news;
    /** What this client has, or has asked for. */
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    /** What may be asked for when the subscription is confirmed, oldest first. */
    private final List<Ask> early = new ArrayList<>();
    /** What was granted, by comment. */
    private final Map<String, HeldComment> held = new LinkedHashMap<>();

    /** Where frames leave; null while there is no connection. */
    private @Nullable Outbox outbox;

    /** Whether the subscription is over, and with it every lock that the server may still grant. */
    private boolean over;

    /**
     * Makes one for a subscription; it hears of it from now on.
     *
     * @param parts of the client
     * @param subscription to the channel
     */
    public LockKeeper(Parts parts, Subscription subscription) {
        this.parts = parts;
        this.subscription = subscription;
        this.news = new News<>(
                parts.user(), subscription.lane(), subscription.channel(), () -> !subscription.isSilent(), List.of());
    }

    // ---- the application, on any thread

    @Override
    public CompletionStage<CommentLock> lock(String commentId) {
        if (!taken.add(commentId)) {
            throw new IllegalStateException("this client has the lock of " + commentId + ", or has asked for it");
        }
        CompletableFuture<CommentLock> answer = new CompletableFuture<>();
        if (!parts.lane().offer(() -> ask(commentId, answer))) {
            taken.remove(commentId);
            answer.completeExceptionally(notConnected());
        }
        return answer;
    }

    @Override
    public List<LockedComment> locked() {
        return news.newest();
    }

    @Override
    public Registration onLocked(Consumer<? super List<LockedComment>> handler) {
        return news.add(List.class, handler);
    }

    private static LockException notConnected() {
        return new LockException(
                "not_connected", "there is no connection on which the subscription is confirmed", null, null);
    }

    // ---- the connection

    /**
     * There is a connection; nothing is asked before the subscription is confirmed on it.
     *
     * @param open where frames leave
     */
    public void opened(Outbox open) {
        outbox = open;
    }

    /** The connection is gone; what is held may still be renewed on the next. */
    public void closed() {
        outbox = null;
        refuseEarly();
    }

    /**
     * A frame about a lock came that names no channel.
     *
     * @param frame the frame
     */
    public void lost(ControlFrame frame) {
        HeldComment lock = held.get(frame.json().path("comment_id").asText());
        if (lock != null) {
            lock.end(
                    switch (frame.json().path("reason").asText()) {
                        case "taken_over" -> LockEnd.TAKEN_OVER;
                        case "revoked" -> LockEnd.REVOKED;
                        default -> LockEnd.EXPIRED;
                    });
        }
    }

    /**
     * The machine has slept: what is held may be over.
     *
     * @param slept for how long
     */
    public void woke(Duration slept) {
        held.values().forEach(lock -> lock.woke(slept));
    }

    /** What the server's clock shows was asked anew: all are renewed, so that their ends are reckoned by that. */
    public void clockRead() {
        List.copyOf(held.values()).forEach(HeldComment::renewAnew);
    }

    @Override
    public void confirmed() {
        List.copyOf(held.values()).forEach(HeldComment::renewAnew);
        takeEarly().forEach(Ask::leave);
    }

    /** The connection was given up in order, by either side: the server takes the locks back at once. */
    public void disconnected() {
        List.copyOf(held.values()).forEach(lock -> lock.end(LockEnd.RELEASED));
    }

    @Override
    public void ended() {
        over = true;
        refuseEarly();
        LockEnd why = subscription.isSilent() ? LockEnd.RELEASED : LockEnd.REVOKED;
        List.copyOf(held.values()).forEach(lock -> lock.end(why));
    }

    @Override
    public void control(ControlFrame frame) {
        if (book.take(frame)) {
            tell();
        }
    }

    private void tell() {
        news.tell(book.but(held::containsKey));
    }

    // ---- what locks need

    /** Asks for something that needs the subscription; false when it is not in force. */
    boolean submit(Request request) {
        return subscription.isActive() && submitAnyway(request);
    }

    /** Asks for something that needs a connection only; false when there is none. */
    boolean submitAnyway(Request request) {
        Outbox open = outbox;
        if (open == null) {
            return false;
        }
        open.submit(request);
        return true;
    }

    Duration until(@Nullable Instant time) {
        Outbox open = outbox;
        return open == null ? Duration.ZERO : open.clock().until(time, parts.now());
    }

    void forget(HeldComment lock) {
        if (held.remove(lock.commentId(), lock)) {
            taken.remove(lock.commentId());
            tell();
        }
    }

    void complete(Runnable completion) {
        parts.user().complete(subscription.lane(), completion);
    }

    // ---- asking

    private void ask(String commentId, CompletableFuture<CommentLock> answer) {
        Ask ask = new Ask(commentId, answer);
        if (outbox == null || over) {
            ask.lost(Lost.UNSENT);
        } else if (subscription.isActive()) {
            ask.leave();
        } else {
            ask.await();
        }
    }

    private List<Ask> takeEarly() {
        List<Ask> taken = List.copyOf(early);
        early.clear();
        return taken;
    }

    private void refuseEarly() {
        takeEarly().forEach(it -> it.lost(Lost.UNSENT));
    }

    private void refuse(String commentId, CompletableFuture<CommentLock> answer, LockException why) {
        taken.remove(commentId);
        complete(() -> answer.completeExceptionally(why));
    }

    private final class Ask implements Request {

        private final String commentId;
        private final CompletableFuture<CommentLock> answer;
        private final Alarm patience = parts.alarm();

        Ask(String commentId, CompletableFuture<CommentLock> answer) {
            this.commentId = commentId;
            this.answer = answer;
        }

        /** Waits for the confirmation that is under way. */
        void await() {
            early.add(this);
            patience.set(CONFIRMATION, () -> {
                early.remove(this);
                lost(Lost.UNSENT);
            });
        }

        void leave() {
            patience.clear();
            if (!submit(this)) {
                lost(Lost.UNSENT);
            }
        }

        @Override
        public Pace pace() {
            return Pace.LOCK;
        }

        @Override
        public ObjectNode frame(String ref) {
            return ClientFrames.put(
                    ClientFrames.action("comment.lock").put("comment_id", commentId), subscription.channel());
        }

        @Override
        public boolean answered(ServerFrame frame) {
            if (frame instanceof ServerFrame.Failure failure) {
                refuse(commentId, answer, refusal(failure.error()));
            } else if (over) {
                // It was granted to a subscription that is being given up: the server takes it back with that.
                refuse(commentId, answer, notConnected());
            } else if (frame instanceof ServerFrame.Other other) {
                grant(other.control().json());
            }
            return true;
        }

        private void grant(JsonNode json) {
            HeldComment lock = new HeldComment(
                    LockKeeper.this, parts, commentId, json.path("lock_token").asLong());
            held.put(commentId, lock);
            lock.granted(until(LockBook.time(json)));
            tell();
            complete(() -> answer.complete(lock));
        }

        @Override
        public void lost(Lost how) {
            patience.clear();
            refuse(commentId, answer, notConnected());
        }
    }

    private static LockException refusal(ServerError error) {
        return new LockException(error.code(), error.message(), LockBook.read(error.json()), error.retryAfter());
    }
}
