package io.bush.realtime.it.redis.wire;

import io.bush.realtime.it.redis.wire.RelayLink.Direction;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the connections of one kind are treated just now. */
final class RelaySwitches {

    /** What becomes of bytes. */
    enum Passage {
        OPEN,
        STALLED,
        SWALLOWED
    }

    // All guarded by this.
    private final Set<RelayLink> links = new LinkedHashSet<>();
    private final Map<Direction, Passage> passages = new EnumMap<>(Direction.class);
    private long delayNanos;
    private long nanosPerByte;
    private long swallowed;

    RelaySwitches() {
        heal();
    }

    synchronized void change(Direction direction, Passage passage) {
        passages.put(direction, passage);
        notifyAll();
    }

    synchronized void slow(long delay, long perByte) {
        delayNanos = delay;
        nanosPerByte = perByte;
        notifyAll();
    }

    synchronized void heal() {
        for (Direction direction : Direction.values()) {
            passages.put(direction, Passage.OPEN);
        }
        slow(0, 0);
    }

    void cut() {
        List<RelayLink> current;
        synchronized (this) {
            current = List.copyOf(links);
        }
        current.forEach(RelayLink::reset);
    }

    synchronized int connections() {
        return links.size();
    }

    synchronized long swallowed() {
        return swallowed;
    }

    synchronized void add(RelayLink link) {
        links.add(link);
    }

    synchronized void remove(RelayLink link) {
        links.remove(link);
        notifyAll();
    }

    /**
     * Waits until bytes may go on, or the connection is of this kind no more.
     *
     * @return whether they go on; false when they are dropped
     */
    synchronized boolean admit(RelayLink link, Direction direction, int bytes) throws InterruptedException {
        long start = System.nanoTime();
        while (links.contains(link)) {
            if (passages.get(direction) == Passage.STALLED) {
                wait();
                continue;
            }
            long left = start + delayNanos + bytes * nanosPerByte - System.nanoTime();
            if (left <= 0) {
                boolean goesOn = passages.get(direction) == Passage.OPEN;
                swallowed += goesOn ? 0 : bytes;
                return goesOn;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return true;
    }
}
