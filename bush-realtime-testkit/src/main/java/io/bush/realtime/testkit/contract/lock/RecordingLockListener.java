package io.bush.realtime.testkit.contract.lock;

import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Keeps what happens to locks. Thread safety: safe for use by any thread. */
final class RecordingLockListener implements LockListener {

    /** What came, oldest first. Guarded by this object's monitor. */
    private final List<LockChange> changes = new ArrayList<>();
    /** Whether every call throws after it was kept. Guarded by this object's monitor. */
    private boolean throwing;

    /** Starts without anything. */
    public RecordingLockListener() {}

    /** Makes every later call throw. */
    public synchronized void throwFromNowOn() {
        throwing = true;
    }

    @Override
    public synchronized void onLock(LockChange change) {
        changes.add(change);
        notifyAll();
        if (throwing) {
            throw new IllegalStateException("this listener throws");
        }
    }

    /**
     * Returns everything that came.
     *
     * @return a copy, oldest first
     */
    public synchronized List<LockChange> changes() {
        return List.copyOf(changes);
    }

    /**
     * Returns what came about one lock.
     *
     * @param name which
     * @return a copy, oldest first
     */
    public List<LockChange> changes(LockName name) {
        return changes().stream()
                .filter(change -> change.lock().name().equals(name))
                .toList();
    }

    /**
     * Waits until so many changes have come.
     *
     * @param count how many, over all locks
     * @param deadline how long to wait at most
     * @return all that came, at least {@code count}
     * @throws AssertionError when fewer come in time
     */
    public synchronized List<LockChange> await(int count, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (changes.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(changes.size() + " of " + count + " changes within " + deadline);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + count + " changes", e);
            }
        }
        return List.copyOf(changes);
    }
}
