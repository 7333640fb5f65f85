package io.bush.realtime.lock;

import io.bush.realtime.channel.Channel;
import org.jspecify.annotations.Nullable;

/** What happened to a lock, for the subscribers of its channel (contract §3.11). Thread safety: immutable. */
public sealed interface LockChange {

    /**
     * Returns the lock as it is now, or as it was.
     *
     * @return the lock
     */
    HeldLock lock();

    /**
     * Returns the connection whose call it was; it has an answer of its own.
     *
     * @return its id; null when no call did it
     */
    @Nullable
    String causedBy();

    /**
     * Returns the channel whose subscribers are told.
     *
     * @return where
     */
    default Channel channel() {
        return lock().channel();
    }

    /**
     * It was taken, taken over, or renewed.
     *
     * @param lock the lock as it is now
     * @param displaced who held it until now through another connection; null when nobody did
     * @param causedBy the connection whose call it was, or null
     */
    record Locked(
            @Override HeldLock lock,
            @Nullable LockOwner displaced,
            @Override @Nullable String causedBy) implements LockChange {}

    /**
     * It is free.
     *
     * @param lock the lock as it was
     * @param end why it ended
     * @param causedBy the connection whose call it was, or null
     */
    record Unlocked(
            HeldLock lock, End end, @Override @Nullable String causedBy) implements LockChange {}

    /** Why a lock ended. */
    enum End {
        /** Its holder gave it back. */
        RELEASED,
        /** Its time was over. */
        EXPIRED
    }
}
