package io.bush.realtime.lock;

/** Receives what happens to locks. Calls must return quickly; those for one lock come one at a time, in order. */
@FunctionalInterface
public interface LockListener {

    /**
     * A lock was taken, renewed or freed.
     *
     * @param change what happened
     */
    void onLock(LockChange change);
}
