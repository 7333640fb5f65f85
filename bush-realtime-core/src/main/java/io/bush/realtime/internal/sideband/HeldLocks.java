package io.bush.realtime.internal.sideband;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.protocol.CollaborationMessage.LossReason;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The locks one connection believes in, each with what it rests on. News of their ends may be lost together with the news of
 * their grants, so that no copy knows whom to tell. So each picture of a channel's locks is compared with what is held there.
 * A difference proves nothing, because the grant may be younger than the picture: it is a doubt, and the store is asked.
 *
 * <p>What it answers counts, since it was asked when the grant was known: if no newer grant, doubt or question about that
 * comment came meanwhile, a lock that is not found is lost. Thread safety: on the connection's lane only.
 *
 * @param <S> what a lock rests on
 */
public final class HeldLocks<S> {

    /** Whose locks they are. On the connection's lane. */
    public interface Holder {

        /** Returns the connection and its user. */
        LockOwner owner();

        /** Asks the store who has a comment's lock; the answer comes on the lane, null when there is none. */
        void find(String comment, Consumer<@Nullable Optional<HeldLock>> answer);

        /** Does something on the lane after a second. */
        void inASecond(Runnable task);

        /** Tells the client of a lock that is not held any more, and not in the table. */
        void tellLost(String comment, LossReason reason);
    }

    private static final class Held<S> {

        private final Channel channel;
        private final S base;
        private final long token;
        /** How often it was doubted: an answer is for the last doubt. */
        private int doubts;

        Held(Channel channel, S base, long token) {
            this.channel = channel;
            this.base = base;
            this.token = token;
        }
    }

    private final Holder holder;
    private final LockQuestions questions;
    /** By comment id; null while none is held. */
    private @Nullable Map<String, Held<S>> held;

    /** Makes the table of a connection that holds nothing. */
    public HeldLocks(Holder holder, LockQuestions questions) {
        this.holder = holder;
        this.questions = questions;
    }

    // ---- the table ----

    /** A lock was granted, or renewed. */
    public void put(String comment, Channel channel, S base, long token) {
        held = held == null ? new TreeMap<>() : held;
        held.put(comment, new Held<>(channel, base, token));
    }

    private @Nullable Held<S> find(String comment) {
        return held == null ? null : held.get(comment);
    }

    /** What a lock rests on; null when it is not held under that token. */
    public @Nullable S baseOf(String comment, long token) {
        Held<S> own = find(comment);
        return own != null && own.token == token ? own.base : null;
    }

    /** The tokens of what rests on that, by comment id in their order. */
    public Map<String, Long> restingOn(S base) {
        Map<String, Long> tokens = new TreeMap<>();
        if (held != null) {
            held.forEach((comment, own) -> {
                if (own.base == base) {
                    tokens.put(comment, own.token);
                }
            });
        }
        return tokens;
    }

    /** It is not held under that token any more. */
    public void forget(String comment, long token) {
        if (held != null && baseOf(comment, token) != null) {
            held.remove(comment);
            held = held.isEmpty() ? null : held;
        }
    }

    /** Nothing is held any more. */
    public void clear() {
        held = null;
    }

    // ---- how it ends without the holder's asking ----

    /** A lock is over: the holder is told, unless it knows, or has a newer grant. Null for nothing. */
    public void end(@Nullable LockLoss loss) {
        Held<S> own = loss == null ? null : find(loss.lock().name().id());
        if (loss != null && own != null && own.token <= loss.token()) {
            end(loss.lock().name().id(), own, loss.reason());
        }
    }

    private void end(String comment, Held<S> own, LossReason reason) {
        forget(comment, own.token);
        holder.tellLost(comment, reason);
    }

    /** The store was asked what is locked in a channel. */
    public void compare(LockPicture picture) {
        // What is asked for may have been granted before the picture and taken away before it.
        questions.doubtAll();
        if (held != null) {
            new TreeMap<>(held).forEach((comment, own) -> {
                if (own.channel.equals(picture.channel()) && !picture.shows(comment, holder.owner(), own.token)) {
                    doubt(comment);
                }
            });
        }
    }

    /** A lock may be over; while anything is asked about its comment, that comes first. */
    public void doubt(String comment) {
        Held<S> own = find(comment);
        if (!questions.doubt(comment) && own != null) {
            own.doubts++;
            look(comment, own, own.doubts);
        }
    }

    private void look(String comment, Held<S> own, int doubt) {
        if (!isLast(comment, own, doubt)) {
            return;
        }
        holder.find(comment, found -> {
            if (!isLast(comment, own, doubt)) {
                return;
            }
            if (found == null) {
                holder.inASecond(() -> look(comment, own, doubt));
            } else if (!isHeld(found, own.token) && !questions.doubt(comment)) {
                end(comment, own, reason(found));
            }
        });
    }

    /** Whether the lock was neither granted nor renewed since, nor doubted again. */
    private boolean isLast(String comment, Held<S> own, int doubt) {
        return find(comment) == own && own.doubts == doubt;
    }

    private boolean isHeld(Optional<HeldLock> found, long token) {
        return found.isPresent() && LockPicture.isHeld(found.get(), holder.owner(), token);
    }

    private LossReason reason(Optional<HeldLock> found) {
        LockOwner own = holder.owner();
        boolean takenOver = found.map(HeldLock::owner)
                .filter(now -> now.user().id().equals(own.user().id()))
                .filter(now -> !now.connectionId().equals(own.connectionId()))
                .isPresent();
        return takenOver ? LossReason.TAKEN_OVER : LossReason.EXPIRED;
    }
}
