package io.bush.realtime.lock;

import java.time.Duration;

/** What became of asking for a lock, or of renewing one (contract §3.11). Thread safety: immutable. */
public sealed interface LockAnswer {

    /**
     * The caller holds it.
     *
     * @param lock the lock
     */
    record Granted(HeldLock lock) implements LockAnswer {}

    /**
     * Another user holds it.
     *
     * @param lock the lock
     * @param left how long it holds unless renewed, on the store's clock
     */
    record HeldByOther(HeldLock lock, Duration left) implements LockAnswer {}

    /**
     * The user holds as many locks as one may.
     *
     * @param limit how many
     */
    record TooMany(int limit) implements LockAnswer {}

    /** The lock that was to be renewed is not the caller's any more. */
    record Lost() implements LockAnswer {}
}
