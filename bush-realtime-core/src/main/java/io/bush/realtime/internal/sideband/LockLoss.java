package io.bush.realtime.internal.sideband;

import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.protocol.CollaborationMessage.LossReason;

/**
 * The back end's word that a connection does not hold a lock any more. Thread safety: immutable.
 *
 * @param lock the lock that ended, or the one that took its place
 * @param how how it ended
 */
public record LockLoss(HeldLock lock, How how) implements LockNews {

    /** How a lock ends that its connection may still believe in. */
    public enum How {
        /** Another connection of the same user has it. */
        TAKEN_OVER,
        /** Its time is over, or nobody knows more than that it is gone. */
        EXPIRED,
        /** It was given back: by this connection, which then has an answer or waits for one, or by somebody else. */
        RELEASED
    }

    /** Everything under this token, and under older ones, is over. */
    public long token() {
        return lock.token();
    }

    /** What the client is told; of a lock that was given back without its knowing it only has to know that it is over. */
    public LossReason reason() {
        return how == How.TAKEN_OVER ? LossReason.TAKEN_OVER : LossReason.EXPIRED;
    }
}
