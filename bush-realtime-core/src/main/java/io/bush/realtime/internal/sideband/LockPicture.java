package io.bush.realtime.internal.sideband;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.util.List;

/**
 * What a store listed as locked in a channel, a while ago: a lock that is not in it, or that somebody else has in it, may
 * have been granted since. Thread safety: immutable.
 *
 * @param channel where
 * @param locks every lock that was held there
 */
public record LockPicture(Channel channel, List<HeldLock> locks) implements LockNews {

    /** Copies the list. */
    public LockPicture {
        locks = List.copyOf(locks);
    }

    /** Whether a comment is held in it through that connection and under that token. */
    boolean shows(String comment, LockOwner owner, long token) {
        LockName name = LockName.comment(comment);
        return locks.stream().anyMatch(lock -> lock.name().equals(name) && isHeld(lock, owner, token));
    }

    /** Whether a lock is that connection's, under that token. */
    static boolean isHeld(HeldLock lock, LockOwner owner, long token) {
        return lock.token() == token && lock.owner().connectionId().equals(owner.connectionId());
    }
}
