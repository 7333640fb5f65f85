package io.bush.realtime.internal.call;

import io.bush.realtime.call.CallLimits;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The calls with an idempotency id: those under way and the answers of those that are over, so that a retry runs nothing a
 * second time (contract §3.20).
 *
 * <p>Nothing in it makes room for something new before its time: what finds no room is refused. One under way counts as if
 * its result were as large as it may be, so that every answer has room. An answer is remembered for the window since it
 * came; one that never comes is forgotten a window after the call began. Thread safety: safe for use by any thread; the
 * lock is this object, not held while an answer is told.
 */
final class CallMemory {

    /** About what an entry takes besides its texts. */
    static final int ENTRY_BYTES = 512;

    private static final Duration SOON = Duration.ofSeconds(1);

    private final CallLimits limits;
    private final Clock clock;
    private final long holdNanos;

    /** Everything; guarded by this, never iterated. */
    private final Map<Key, Entry> entries = new HashMap<>();
    /** What each user has here; guarded by this, never iterated. */
    private final Map<String, Owned> byUser = new HashMap<>();
    /** What has no answer yet, longest under way first; guarded by this. */
    private final Set<Entry> running = new LinkedHashSet<>();
    /** What has one, oldest answer first; guarded by this. */
    private final ArrayDeque<Entry> answered = new ArrayDeque<>();
    /** What all entries count for; guarded by this. */
    private long bytes;
    /** Nothing is taken in any more; guarded by this, never reset. */
    private boolean closed;

    CallMemory(CallLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
        Duration hold = limits.deadline().compareTo(limits.idempotencyWindow()) > 0
                ? limits.deadline()
                : limits.idempotencyWindow();
        this.holdNanos = hold.toNanos();
    }

    /** What came of a call, and what every client is told that asked for it. */
    sealed interface Answer {

        /** It was done. */
        record Done(Payload result) implements Answer {}

        /** It was not; the application's code is null unless it refused itself. */
        record Refused(
                ErrorCode code, String message, @Nullable String appCode) implements Answer {}

        default String outcome() {
            return this instanceof Refused refused ? refused.code().wireName() : "result";
        }
    }

    /** Which call: a user's mark means nothing to another user, or for another method. */
    record Key(String principalId, String method, String idempotencyId) {

        private int sizeBytes() {
            return ENTRY_BYTES + 2 * (principalId.length() + method.length() + idempotencyId.length());
        }
    }

    /** What a call with an idempotency id finds. */
    sealed interface Claim {

        /** It is the first: run it, and finish the entry. */
        record First(Entry entry) implements Claim {}

        /** It is a retry: this is the first one's answer, or will be. */
        record Retry(CompletableFuture<Answer> answer) implements Claim {}

        /** There is no room. */
        record Full(Duration retryAfter) implements Claim {}
    }

    /** One call; compared by identity. */
    static final class Entry {

        /** What came of it; never fails. */
        final CompletableFuture<Answer> answer = new CompletableFuture<>();

        private final Key key;
        /** What it counts for; guarded by the memory. */
        private int bytes;
        /** When it is forgotten, on the monotonic clock; guarded by the memory. */
        private long until;

        private Entry(Key key, int bytes, long until) {
            this.key = key;
            this.bytes = bytes;
            this.until = until;
        }
    }

    /** What one user has here; guarded by the memory. */
    private static final class Owned {

        /** How many entries. */
        private int count;
        /** Those with an answer, oldest first. */
        private final ArrayDeque<Entry> answered = new ArrayDeque<>(2);
    }

    synchronized Claim claim(Key key) {
        long now = clock.nanoTime();
        forgetOld(now);
        Entry known = entries.get(key);
        if (known != null) {
            return new Claim.Retry(known.answer);
        }
        Owned owned = byUser.get(key.principalId());
        if (owned != null && owned.count >= limits.rememberedPerUser()) {
            return new Claim.Full(untilRoom(owned.answered.peek(), now));
        }
        int reserved = key.sizeBytes() + limits.resultBytes();
        if (closed || bytes + reserved > limits.rememberedBytes()) {
            return new Claim.Full(untilRoom(answered.peek(), now));
        }
        Entry entry = new Entry(key, reserved, now + holdNanos);
        entries.put(key, entry);
        running.add(entry);
        byUser.computeIfAbsent(key.principalId(), none -> new Owned()).count++;
        bytes += reserved;
        return new Claim.First(entry);
    }

    /** Ends a call: the answer is remembered and told, a fault of the server is only told. Later answers are lost. */
    void finish(Entry entry, Answer answer) {
        synchronized (this) {
            if (running.remove(entry)) {
                if (answer instanceof Answer.Refused refused && refused.code() == ErrorCode.INTERNAL) {
                    forget(entry);
                } else {
                    remember(entry, answer);
                }
            }
        }
        entry.answer.complete(answer);
    }

    private void remember(Entry entry, Answer answer) {
        int size = entry.key.sizeBytes() + sizeBytes(answer);
        bytes += size - entry.bytes;
        entry.bytes = size;
        entry.until = clock.nanoTime() + limits.idempotencyWindow().toNanos();
        answered.add(entry);
        Owned owned = byUser.get(entry.key.principalId());
        if (owned != null) {
            owned.answered.add(entry);
        }
    }

    private static int sizeBytes(Answer answer) {
        return answer instanceof Answer.Done done
                ? done.result().sizeBytes()
                : 2 * ((Answer.Refused) answer).message().length();
    }

    /** Forgets what is old: the node's beat. */
    synchronized void sweep() {
        forgetOld(clock.nanoTime());
    }

    private void forgetOld(long now) {
        Entry oldest = answered.peek();
        while (oldest != null && now - oldest.until >= 0) {
            answered.remove();
            forget(oldest);
            oldest = answered.peek();
        }
        while (!running.isEmpty()) {
            Entry longest = running.iterator().next();
            if (now - longest.until < 0) {
                return;
            }
            running.remove(longest);
            forget(longest);
        }
    }

    private void forget(Entry entry) {
        entries.remove(entry.key);
        bytes -= entry.bytes;
        Owned owned = byUser.get(entry.key.principalId());
        if (owned != null) {
            if (owned.answered.peek() == entry) {
                owned.answered.remove();
            }
            owned.count--;
            if (owned.count == 0) {
                byUser.remove(entry.key.principalId());
            }
        }
    }

    /** When the oldest answer goes; what is under way may end at any time. */
    private static Duration untilRoom(@Nullable Entry oldest, long now) {
        Duration left = oldest == null ? SOON : Duration.ofNanos(oldest.until - now);
        return left.compareTo(SOON) < 0 ? SOON : left;
    }

    /** Forgets everything; what is under way is no longer remembered. */
    synchronized void close() {
        closed = true;
        entries.clear();
        byUser.clear();
        running.clear();
        answered.clear();
        bytes = 0;
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long sizeBytes() {
        return bytes;
    }
}
