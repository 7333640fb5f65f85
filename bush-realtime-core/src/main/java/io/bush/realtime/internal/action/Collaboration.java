package io.bush.realtime.internal.action;

import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.sideband.LockNews;
import io.bush.realtime.protocol.ClientMessage;
import java.util.concurrent.CompletionStage;

/**
 * Presence, locks and signals of one connection. Made when it first uses any of them: most connections only read. Thread
 * safety: on the connection's lane only.
 */
final class Collaboration implements SlotListener {

    private final Presences presences;
    private final CommentLocks locks;
    private final Signals signals;

    Collaboration(Connection connection, ActionContext context, Subscriptions subscriptions) {
        Standing standing = new Standing(connection, context, subscriptions);
        this.presences = new Presences(connection, context, standing);
        this.locks = new CommentLocks(connection, context, standing);
        this.signals = new Signals(connection, context, standing);
    }

    void act(ClientMessage message) {
        if (message instanceof ClientMessage.Presence presence) {
            presences.act(presence);
        } else if (message instanceof ClientMessage.Signal signal) {
            signals.act(signal);
        } else if (message instanceof ClientMessage.CommentLock lock) {
            locks.lock(lock);
        } else if (message instanceof ClientMessage.CommentRenew renew) {
            locks.renew(renew);
        } else if (message instanceof ClientMessage.CommentUnlock unlock) {
            locks.unlock(unlock);
        }
    }

    /** The user's name or picture may have changed. */
    void renamed() {
        presences.renamed();
    }

    /** The store may have lost what was said; completes when it is told again. */
    CompletionStage<Void> registerAgain() {
        return presences.registerAgain();
    }

    /** Does what is due; returns when to be called again. */
    long tick(long now) {
        return presences.tick(now);
    }

    @Override
    public void leaving(Slot slot, Leaving how) {
        presences.leaving(slot, how);
        locks.leaving(slot, how);
    }

    @Override
    public void granted(Slot slot) {
        presences.granted(slot);
        locks.granted(slot);
    }

    @Override
    public void onLocks(LockNews news) {
        locks.heard(news);
    }
}
