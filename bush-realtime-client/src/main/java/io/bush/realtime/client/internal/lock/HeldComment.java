package io.bush.realtime.client.internal.lock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.session.Pace;
import io.bush.realtime.client.internal.session.Request;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.lock.CommentLock;
import io.bush.realtime.client.lock.LockEnd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One lock that was granted: renewed until it ends (contract §3.11).
 *
 * <p>States: held → ended; while held a renewal is due at a third of its time, sooner on a new connection. Held means: not
 * run out by the server's clock as far as it is known here. Where the machine may have slept longer than that it is in doubt, not
 * ended: only the server can tell that from a clock that was set. Thread safety: what the application calls is safe for any
 * thread; everything else is for the lane.
 */
final class HeldComment implements CommentLock {

    /** How many renewals fit into the time of a lock. */
    private static final int PARTS = 3;
    /** How soon a renewal is tried again that the server could not do. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final LockKeeper keeper;
    private final Parts parts;
    private final String commentId;
    private final long token;
    private final Alarm renewal;
    private final Alarm expiry;
    private final CompletableFuture<LockEnd> ended = new CompletableFuture<>();
    /** Those who wait for the release. */
    private final List<CompletableFuture<Void>> releasing = new ArrayList<>();
    /** How long it was given last. */
    private Duration time = Duration.ZERO;
    /** When that is over, by the monotonic clock. */
    private long endsAt;
    /** The same, if the machine slept as long as it seems. */
    private long doubtedAt;
    /** The renewal under way; null when none is. */
    private @Nullable Renewal under;
    /** Whether the release is under way. */
    private boolean leaving;
    /** Whether it is over. */
    private boolean over;
    /** Whether it is held; written on the lane, and by whoever gives it back. */
    private volatile boolean held = true;
    /** Whether it may have run out in a sleep; written on the lane. */
    private volatile boolean doubted;

    HeldComment(LockKeeper keeper, Parts parts, String commentId, long token) {
        this.keeper = keeper;
        this.parts = parts;
        this.commentId = commentId;
        this.token = token;
        this.renewal = parts.alarm();
        this.expiry = parts.alarm();
    }

    // ---- the application, on any thread

    @Override
    public String commentId() {
        return commentId;
    }

    @Override
    public long token() {
        return token;
    }

    @Override
    public boolean isHeld() {
        return held && !doubted;
    }

    @Override
    public CompletionStage<LockEnd> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public CompletionStage<Void> release() {
        held = false;
        CompletableFuture<Void> done = new CompletableFuture<>();
        if (!parts.lane().offer(() -> beginRelease(done))) {
            done.complete(null);
        }
        return done.minimalCompletionStage();
    }

    @Override
    public void close() {
        var unused = release();
    }

    // ---- the lane

    /** It was granted, for the first time or again. */
    void granted(Duration left) {
        time = left;
        endsAt = parts.now() + left.toNanos();
        doubtedAt = endsAt;
        watch();
        renewal.set(left.dividedBy(PARTS), this::renew);
    }

    /** The machine has slept, or its clock was set. */
    void woke(Duration slept) {
        doubtedAt -= slept.toNanos();
        watch();
    }

    private void watch() {
        long now = parts.now();
        Duration sure = Duration.ofNanos(doubtedAt - now);
        doubted = sure.isNegative();
        if (doubted || doubtedAt == endsAt) {
            expiry.set(Duration.ofNanos(Math.max(0, endsAt - now)), () -> end(LockEnd.EXPIRED));
        } else {
            expiry.set(sure.plusNanos(1), this::watch);
        }
    }

    /** Something is new by which to reckon: the connection, or what the server's clock shows. */
    void renewAnew() {
        if (!over) {
            under = null;
            renew();
        }
    }

    private void renew() {
        if (!over && under == null) {
            // Before it is handed over: it may leave at once, and asks then whether it is still the one.
            under = new Renewal();
            if (!keeper.submit(under)) {
                under = null;
            }
        }
    }

    private void beginRelease(CompletableFuture<Void> done) {
        if (over && !leaving) {
            complete(done);
            return;
        }
        releasing.add(done);
        if (!over) {
            leaving = true;
            end(LockEnd.RELEASED);
            if (!keeper.submitAnyway(new Release())) {
                released();
            }
        }
    }

    private void released() {
        leaving = false;
        releasing.forEach(this::complete);
        releasing.clear();
    }

    private void complete(CompletableFuture<Void> done) {
        keeper.complete(() -> done.complete(null));
    }

    /** It is over; the reason counts that came first. */
    void end(LockEnd why) {
        if (over) {
            return;
        }
        over = true;
        held = false;
        renewal.clear();
        expiry.clear();
        keeper.forget(this);
        keeper.complete(() -> ended.complete(why));
    }

    private ObjectNode frame(String action) {
        return ClientFrames.action(action).put("comment_id", commentId).put("lock_token", token);
    }

    private final class Renewal implements Request {

        @Override
        public Pace pace() {
            return Pace.FIRST;
        }

        @Override
        public @Nullable ObjectNode frame(String ref) {
            return !over && under == this ? HeldComment.this.frame("comment.renew") : null;
        }

        @Override
        public boolean answered(ServerFrame frame) {
            if (over || under != this) {
                return true;
            }
            under = null;
            if (frame instanceof ServerFrame.Failure failure) {
                failed(failure.error());
            } else if (frame instanceof ServerFrame.Other other) {
                JsonNode json = other.control().json();
                granted(keeper.until(LockBook.time(json)));
            }
            return true;
        }

        private void failed(ServerError error) {
            switch (error.code()) {
                case "lock_lost" -> end(LockEnd.EXPIRED);
                case "forbidden" -> end(LockEnd.REVOKED);
                default -> {
                    Duration wait = error.retryAfter() == null ? RETRY : error.retryAfter();
                    Duration most = time.dividedBy(PARTS);
                    renewal.set(wait.compareTo(most) > 0 ? most : wait, HeldComment.this::renew);
                }
            }
        }

        @Override
        public void lost(Lost how) {
            if (under == this) {
                under = null;
            }
        }
    }

    private final class Release implements Request {

        @Override
        public Pace pace() {
            return Pace.FIRST;
        }

        @Override
        public ObjectNode frame(String ref) {
            return HeldComment.this.frame("comment.unlock");
        }

        @Override
        public boolean answered(ServerFrame frame) {
            released();
            return true;
        }

        @Override
        public void lost(Lost how) {
            released();
        }
    }
}
