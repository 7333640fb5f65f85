package io.bush.realtime.client.walk.user;

import io.bush.realtime.client.lock.CommentLock;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.lock.LockEnd;
import io.bush.realtime.client.lock.LockException;
import io.bush.realtime.client.lock.LockedComment;
import io.bush.realtime.client.walk.server.WalkServer;
import io.bush.realtime.client.walk.world.Scene;
import io.bush.realtime.client.walk.world.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one subscription: each question has an answer, each lock is kept or its end is told, and nobody believes in
 * one that another user has (contract P8).
 */
final class WalkLocks {

    /** One that was granted. */
    static final class Had {
        final String comment;
        final CommentLock lock;
        private final WalkServer.Moment granted;
        /** How often its client had said goodbye when it was asked for. */
        private final int goodbyes;
        /** Whether its user gave it back. */
        private boolean released;
        /** How it ended; null while nobody said so. */
        private @Nullable LockEnd end;

        private Had(String comment, CommentLock lock, WalkServer.Moment granted, int goodbyes) {
            this.comment = comment;
            this.lock = lock;
            this.granted = granted;
            this.goodbyes = goodbyes;
        }
    }

    private final Scene scene;
    private final WalkServer server;
    private final Watcher watcher;
    private final CommentLocks locks;
    private final List<Had> all = new ArrayList<>();
    /** Questions without an answer; a comment may be asked for again before a refusal was told. */
    private final List<String> asked = new ArrayList<>();

    /** How often it was told that there was nobody to ask. */
    private int unconnected;
    /** What nobody else asks for, so that it has to stay. */
    private final String own;

    WalkLocks(Scene scene, WalkServer server, Watcher watcher, CommentLocks locks) {
        this.scene = scene;
        this.server = server;
        this.watcher = watcher;
        this.locks = locks;
        own = WalkServer.comment(watcher.channel, "of_" + watcher.owner.name);
        locks.onLocked(picture -> watcher.called("shows " + picture.size() + " locks"));
    }

    void act() {
        List<Had> held = held();
        if (held.isEmpty() || scene.random.nextBoolean()) {
            lock(WalkServer.comment(watcher.channel, scene.random.nextBoolean() ? "1" : "2"));
        } else {
            Had one = scene.any(held);
            one.released = true;
            one.lock.close();
            if (one.lock.isHeld()) {
                scene.broken("P8", watcher + " has given " + one.comment + " back and still holds it");
            }
        }
    }

    /** Asks for the one that has to stay. */
    void keepOwn() {
        if (watcher.isWanted()) {
            lock(own);
        }
    }

    private void lock(String comment) {
        try {
            int goodbyes = watcher.owner.net.goodbyes();
            var answer = locks.lock(comment);
            asked.add(comment);
            answer.whenComplete((lock, failure) -> answered(comment, goodbyes, lock, failure));
        } catch (IllegalStateException mine) {
            if (!asked.contains(comment)
                    && all.stream().noneMatch(it -> it.comment.equals(comment) && it.end == null)) {
                scene.broken("P8", watcher + " may not ask for " + comment + ", which it has not");
            }
        }
    }

    private void answered(String comment, int goodbyes, @Nullable CommentLock lock, @Nullable Throwable failure) {
        watcher.owner.called("lock of " + comment);
        if (!asked.remove(comment)) {
            scene.broken("P8", watcher + " gets two answers about " + comment);
        }
        if (lock != null) {
            Had had = new Had(comment, lock, server.now(), goodbyes);
            all.add(had);
            scene.saw(Seen.LOCKED);
            scene.note(watcher + " has " + comment);
            watcher.owner.rivals.granted(this, had);
            lock.ended().whenComplete((why, never) -> ended(had, why));
        } else {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            scene.note(watcher + " gets no " + comment + ": " + cause);
            if (cause instanceof LockException refused) {
                unconnected += refused.code().equals("not_connected") ? 1 : 0;
            } else {
                scene.broken("P8", watcher + " gets no lock because of " + cause);
            }
        }
    }

    private void ended(Had had, LockEnd why) {
        watcher.owner.called("end of " + had.comment);
        scene.note(watcher + " has no " + had.comment + " any more: " + why);
        had.end = why;
        scene.saw(
                switch (why) {
                    case RELEASED -> Seen.LOCK_RELEASED;
                    case EXPIRED -> Seen.LOCK_EXPIRED;
                    case REVOKED -> Seen.LOCK_REVOKED;
                    case TAKEN_OVER -> Seen.LOCK_TAKEN_OVER;
                });
        if (had.lock.isHeld()) {
            scene.broken("P8", watcher + " is told the end of " + had.comment + " and holds it");
        }
        boolean saidGoodbye = watcher.owner.net.goodbyes() > had.goodbyes;
        if (why == LockEnd.RELEASED && !had.released && !saidGoodbye && watcher.isWanted()) {
            scene.broken("P8", watcher + " is said to have given " + had.comment + " back");
        }
    }

    /** Somebody got a lock: nobody of another user may believe in the same. */
    void judgeAgainst(WalkLocks other, Had theirs) {
        if (watcher.owner.user.equals(other.watcher.owner.user) || !theirs.lock.isHeld()) {
            // It may be over by the time it is told.
            return;
        }
        for (Had mine : all) {
            if (mine.comment.equals(theirs.comment)
                    && mine.lock.isHeld()
                    && server.isUndisturbedSince(watcher.owner.user, mine.granted)) {
                scene.broken("P8", watcher + " and " + other.watcher + " both have " + mine.comment);
            }
        }
    }

    /** What is held, as far as the client knows. */
    List<Had> held() {
        return all.stream().filter(it -> it.lock.isHeld()).toList();
    }

    int unconnected() {
        return unconnected;
    }

    boolean hasOwn() {
        return held().stream().anyMatch(it -> it.comment.equals(own));
    }

    Set<String> shown() {
        Set<String> comments = new TreeSet<>();
        locks.locked().stream().map(LockedComment::commentId).forEach(comments::add);
        return comments;
    }

    void judge() {
        if (!asked.isEmpty()) {
            scene.broken("P8", watcher + " has no answer about " + asked);
        }
        for (Had one : all) {
            if (one.end == null && !one.lock.isHeld()) {
                scene.broken("P8", watcher + " was not told how " + one.comment + " ended");
            }
            if (one.end == LockEnd.EXPIRED && one.comment.equals(own) && watcher.isWanted()) {
                scene.broken("P8", watcher + " lost " + own + " though all was well");
            }
        }
    }
}
