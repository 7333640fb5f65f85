package io.bush.realtime.internal.action;

import io.bush.realtime.auth.Grant.Right;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.internal.action.SlotListener.Leaving;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.lane.Question;
import io.bush.realtime.internal.sideband.HeldLocks;
import io.bush.realtime.internal.sideband.LockLoss;
import io.bush.realtime.internal.sideband.LockNews;
import io.bush.realtime.internal.sideband.LockPicture;
import io.bush.realtime.internal.sideband.LockQuestions;
import io.bush.realtime.lock.CommentChannels;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.CollaborationMessage;
import io.bush.realtime.protocol.CollaborationMessage.LossReason;
import io.bush.realtime.protocol.CollaborationMessage.UnlockReason;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.Failure.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code comment.*} actions of one connection (contract §3.11, P8).
 *
 * <p>A request goes: find the comment's channel, judge the subscription there, ask the store. Each answer counts only if the
 * subscription is still the one it was asked under; a lock that was granted too late is given back. Shape: the locks held
 * through this connection, each with the subscription it rests on. Thread safety: on the connection's lane only.
 */
final class CommentLocks implements HeldLocks.Holder {

    /** Most frames that wait for the subscribe of one channel, as in {@link Session}. */
    private static final int MAX_WAITING = 32;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Connection connection;
    private final ActionContext context;
    private final Standing standing;
    /** What is asked and not answered yet, and what was lost meanwhile. */
    private final LockQuestions questions = new LockQuestions();

    private final HeldLocks<Slot> held = new HeldLocks<>(this, questions);

    CommentLocks(Connection connection, ActionContext context, Standing standing) {
        this.connection = connection;
        this.context = context;
        this.standing = standing;
    }

    private NodeContext node() {
        return context.node();
    }

    // ---- lock ----

    void lock(ClientMessage.CommentLock message) {
        Context about = about(message, message.commentId());
        CommentChannels channels = context.comments();
        Channel named = message.channel();
        if (channels == null) {
            fail(ErrorCode.NOT_SUPPORTED, "this server does not offer locks on comments", about);
            return;
        }
        Slot pending = named == null ? standing.lastPending() : null;
        if (pending != null) {
            // Whatever the comment, or the wait would tell where it is.
            await(pending, message, about);
            return;
        }
        ErrorCode refusal = named == null ? null : refusal(named);
        if (refusal != null) {
            fail(refusal, Standing.reason(refusal), about);
            return;
        }
        Principal who = owner().user();
        ask(
                "CommentChannels",
                message.commentId(),
                () -> channels.channelFor(who, message.commentId()),
                about,
                found -> found(message, found, about));
    }

    private void found(ClientMessage.CommentLock message, @Nullable Channel channel, Context about) {
        Slot slot = channel == null ? null : standing.find(channel);
        boolean elsewhere = message.channel() != null && !message.channel().equals(channel);
        // A comment that does not exist, one that is elsewhere and one in a channel that is not subscribed: the same.
        if (channel == null || slot == null || slot.active == null || elsewhere) {
            fail(ErrorCode.FORBIDDEN, Standing.reason(ErrorCode.FORBIDDEN), about);
            return;
        }
        ErrorCode refusal = refusal(channel);
        if (refusal != null) {
            fail(refusal, Standing.reason(refusal), about);
            return;
        }
        LockName name = LockName.comment(message.commentId());
        LockOwner owner = owner();
        Object request = questions.request(name.id());
        ask("LockStore.acquire", name.id(), () -> context.locks().acquire(name, channel, owner), about, answer -> {
            boolean overtaken = !questions.isNewest(name.id(), request);
            if (overtaken && standing.current(slot) == null && answer instanceof LockAnswer.Granted) {
                // A newer request of this connection has the same token, and its answer decides.
                fail(ErrorCode.FORBIDDEN, Standing.reason(ErrorCode.FORBIDDEN), about);
            } else {
                acquired(message.ref(), slot, owner, answer, about);
            }
        });
    }

    private void acquired(
            @Nullable String ref, Slot slot, LockOwner owner, @Nullable LockAnswer answer, Context about) {
        if (answer instanceof LockAnswer.Granted granted) {
            granted(ref, slot, owner, granted.lock(), about);
        } else if (answer instanceof LockAnswer.HeldByOther other) {
            HeldLock lock = other.lock();
            fail(
                    ErrorCode.COMMENT_LOCKED,
                    "somebody else is editing this comment",
                    about.about(new Context.Lock(lock.name().id(), lock.owner().user(), lock.expiresAt()))
                            .after(other.left()));
        } else if (answer instanceof LockAnswer.TooMany tooMany) {
            fail(ErrorCode.LOCK_LIMIT_EXCEEDED, "a user holds at most " + tooMany.limit() + " locks", about);
        } else {
            lost(about);
        }
    }

    private void granted(@Nullable String ref, Slot slot, LockOwner owner, HeldLock lock, Context about) {
        String comment = lock.name().id();
        boolean may = standing.current(slot) != null && slot.grant.gives(Right.LOCK);
        ServerMessage grant = new CollaborationMessage.CommentLockGranted(ref, comment, lock.token(), lock.expiresAt());
        if (!may || !standing.reply(slot, grant)) {
            // The subscription it was asked under is over, or its end is queued already: nobody may hold it.
            release(comment, owner, lock.token());
            fail(ErrorCode.FORBIDDEN, Standing.reason(ErrorCode.FORBIDDEN), about);
            return;
        }
        held.put(comment, slot.channel, slot, lock.token());
        held.end(questions.fasterThanGrant(comment));
    }

    // ---- renew and unlock ----

    void renew(ClientMessage.CommentRenew message) {
        Context about = about(message, message.commentId());
        locate(message, message.commentId(), message.lockToken(), about, slot -> {
            if (slot == null) {
                fail(ErrorCode.NOT_SUBSCRIBED, Standing.reason(ErrorCode.NOT_SUBSCRIBED), about);
            } else {
                renew(message, slot, about);
            }
        });
    }

    /** Finds out which subscription a lock rests on, and goes on if it is this user's; null when there is none. */
    private void locate(
            ClientMessage message, String comment, long token, Context about, Consumer<@Nullable Slot> then) {
        Slot own = held.baseOf(comment, token);
        if (own != null) {
            then.accept(own);
            return;
        }
        // Perhaps it was taken through an earlier connection of this user.
        String user = owner().user().id();
        ask("LockStore.find", comment, () -> context.locks().find(LockName.comment(comment)), about, found -> {
            Optional<HeldLock> mine = found == null
                    ? Optional.empty()
                    : found.filter(lock ->
                            lock.token() == token && lock.owner().user().id().equals(user));
            Slot slot = mine.isEmpty() ? null : standing.find(mine.get().channel());
            if (mine.isEmpty()) {
                lost(about);
            } else if (slot == null || !slot.pending()) {
                then.accept(slot);
            } else {
                await(slot, message, about);
            }
        });
    }

    private void await(Slot slot, ClientMessage message, Context about) {
        if (!slot.await(message, MAX_WAITING)) {
            fail(ErrorCode.TOO_MANY_PENDING, "too many frames wait for the subscribe of this channel", about);
        }
    }

    private void renew(ClientMessage.CommentRenew message, Slot slot, Context about) {
        ErrorCode refusal = refusal(slot.channel);
        if (refusal != null) {
            fail(refusal, Standing.reason(refusal), about);
            return;
        }
        LockName name = LockName.comment(message.commentId());
        LockOwner owner = owner();
        long token = message.lockToken();
        ask("LockStore.renew", name.id(), () -> context.locks().renew(name, owner, token), about, answer -> {
            if (connection.closing()) {
                // Renewed in the last moment: the user may be back before its time is over.
                return;
            }
            if (!(answer instanceof LockAnswer.Granted)) {
                held.forget(name.id(), token);
            }
            acquired(message.ref(), slot, owner, answer, about);
        });
    }

    void unlock(ClientMessage.CommentUnlock message) {
        Context about = about(message, message.commentId());
        locate(message, message.commentId(), message.lockToken(), about, slot -> unlock(message, slot, about));
    }

    private void unlock(ClientMessage.CommentUnlock message, @Nullable Slot slot, Context about) {
        LockOwner owner = owner();
        ask("LockStore.release", message.commentId(), () -> givenBack(owner, message), about, released -> {
            held.forget(message.commentId(), message.lockToken());
            HeldLock lock = released == null ? null : released.orElse(null);
            ServerMessage reply = lock == null
                    ? null
                    : new CollaborationMessage.CommentUnlocked(
                            message.ref(), lock.channel(), message.commentId(), UnlockReason.RELEASED);
            if (reply == null || slot == null || standing.current(slot) == null || !standing.reply(slot, reply)) {
                // Without a subscription nothing is said about its channel; the lock is free either way.
                lost(about);
            }
        });
    }

    /** Gives a lock back; when it is answered, this node does not show the lock any more. */
    private CompletionStage<Optional<HeldLock>> givenBack(LockOwner owner, ClientMessage.CommentUnlock message) {
        return context.locks()
                .release(LockName.comment(message.commentId()), owner, message.lockToken())
                .thenCompose(released -> released.isEmpty()
                        ? CompletableFuture.completedFuture(released)
                        : context.hub()
                                .lockReleased(released.get(), owner.connectionId())
                                .thenApply(known -> released));
    }

    // ---- how a lock ends without its holder's asking ----

    /** The subscription ends that locks rest on. */
    void leaving(Slot slot, Leaving how) {
        if (how == Leaving.DROPPED) {
            // They hold to the end of their time: the user may be back before.
            held.clear();
        } else {
            releaseAll(slot, how == Leaving.REVOKED);
        }
    }

    /** A grant is in force: it may not give the right any more. */
    void granted(Slot slot) {
        if (!slot.grant.gives(Right.LOCK)) {
            releaseAll(slot, true);
        }
    }

    private void releaseAll(Slot slot, boolean revoked) {
        held.restingOn(slot).forEach((comment, token) -> {
            held.forget(comment, token);
            if (revoked) {
                tellLost(comment, LossReason.REVOKED);
            }
            release(comment, owner(), token);
        });
    }

    /** The store ended a lock, or listed those of a channel. */
    void heard(LockNews news) {
        if (news instanceof LockPicture picture) {
            held.compare(picture);
        } else if (news instanceof LockLoss loss
                && loss.lock().name().kind().equals(LockName.COMMENT)
                && !questions.holds(loss)) {
            held.end(loss);
        }
    }

    @Override
    public void tellLost(String comment, LossReason reason) {
        connection.send(new CollaborationMessage.CommentLockLost(comment, reason));
    }

    @Override
    public void find(String comment, Consumer<@Nullable Optional<HeldLock>> answer) {
        Duration deadline = node().settings().access().askDeadline();
        LockName name = LockName.comment(comment);
        Question.ask(
                node().runtime(),
                connection.lane(),
                deadline,
                () -> context.locks().find(name),
                (found, failure) -> {
                    if (failure != null) {
                        node().listener().failed("LockStore.find", failure);
                    }
                    answer.accept(failure == null ? found : null);
                });
    }

    @Override
    public void inASecond(Runnable task) {
        node().runtime().scheduler().schedule(SECOND, () -> connection.lane().execute(task));
    }

    // ---- parts ----

    /** Gives back what the connection did not ask to give back. */
    private void release(String comment, LockOwner owner, long token) {
        // Through no connection: a picture may have shown it the lock meanwhile, so it is told like everybody.
        LockOwner by = new LockOwner(owner.user(), "");
        context.locks().release(LockName.comment(comment), by, token).whenComplete((lock, failure) -> {
            if (failure != null) {
                // It ends with its time.
                node().listener().failed("LockStore.release", failure);
            }
        });
    }

    /** Why a comment of a channel may not be locked; null when it may. Guests never may. */
    private @Nullable ErrorCode refusal(Channel channel) {
        ErrorCode refusal = standing.refusal(channel, Feature.LOCKS, Right.LOCK);
        boolean guest = connection.principal() instanceof Principal.ShareGuest;
        return refusal == null && guest ? ErrorCode.FORBIDDEN : refusal;
    }

    @Override
    public LockOwner owner() {
        Principal who = connection.principal();
        if (who == null) {
            throw new IllegalStateException("nobody locks anything before authenticating");
        }
        return new LockOwner(who, connection.id());
    }

    private <T> void ask(
            String what,
            String comment,
            Supplier<? extends @Nullable CompletionStage<T>> question,
            Context about,
            Consumer<@Nullable T> answer) {
        Duration deadline = node().settings().access().askDeadline();
        connection.askForLocks();
        questions.asked(comment);
        Question.ask(node().runtime(), connection.lane(), deadline, question, (value, failure) -> {
            if (failure != null) {
                node().listener().failed(what, failure);
                fail(ErrorCode.TEMPORARILY_UNAVAILABLE, "locks cannot be asked just now", about);
            } else {
                answer.accept(value);
            }
            boolean doubted = questions.isDoubted(comment);
            held.end(questions.answered(comment));
            if (doubted) {
                held.doubt(comment);
            }
        });
    }

    private static Context about(ClientMessage message, String commentId) {
        Context about = Context.of(message).about(new Context.Lock(commentId, null, null));
        Channel named = message instanceof ClientMessage.CommentLock lock ? lock.channel() : null;
        return named == null ? about : about.in(named);
    }

    private void lost(Context about) {
        fail(ErrorCode.LOCK_LOST, "the lock is not held under this token", about);
    }

    private void fail(ErrorCode code, String why, Context about) {
        if (!connection.closing()) {
            connection.fail(code, why, about);
        }
    }
}
