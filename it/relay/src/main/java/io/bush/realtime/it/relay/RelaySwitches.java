package io.bush.realtime.it.relay;

import io.bush.realtime.it.relay.RelayFaults.Then;
import io.bush.realtime.it.relay.RelayLink.Direction;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the connections of one kind are treated just now. Thread safety: any thread. */
final class RelaySwitches {

    /** What becomes of bytes. */
    enum Passage {
        OPEN,
        STALLED,
        SWALLOWED
    }

    /**
     * What becomes of a piece.
     *
     * @param bytes how many of its first bytes go on
     * @param then what then; null for nothing
     */
    record Admitted(int bytes, @Nullable Then then) {}

    // All guarded by this.
    private final Set<RelayLink> links = new LinkedHashSet<>();
    private final Map<Direction, Passage> passages = new EnumMap<>(Direction.class);
    private long delayNanos;
    private long nanosPerByte;
    private long swallowed;
    // How many bytes of replies may still pass, and what then; null for as many as there are.
    private int allowance;
    private @Nullable Then then;

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

    synchronized void after(int bytes, Then what) {
        allowance = bytes;
        then = what;
    }

    synchronized void heal() {
        for (Direction direction : Direction.values()) {
            passages.put(direction, Passage.OPEN);
        }
        then = null;
        slow(0, 0);
    }

    synchronized List<RelayLink> links() {
        return List.copyOf(links);
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
     * Waits until bytes may go on.
     *
     * @return what becomes of them; null when the connection is of this kind no more
     */
    synchronized @Nullable Admitted admit(RelayLink link, Direction direction, int bytes) throws InterruptedException {
        long start = System.nanoTime();
        while (links.contains(link)) {
            if (passages.get(direction) == Passage.STALLED) {
                wait();
                continue;
            }
            long left = start + delayNanos + bytes * nanosPerByte - System.nanoTime();
            if (left <= 0) {
                return judge(direction, bytes);
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return null;
    }

    private synchronized Admitted judge(Direction direction, int bytes) {
        if (passages.get(direction) == Passage.SWALLOWED) {
            swallowed += bytes;
            return new Admitted(0, null);
        }
        Then what = then;
        // Without bytes it is the end of the connection, which is none of the replies.
        if (what == null || direction == Direction.REQUESTS || bytes == 0) {
            return new Admitted(bytes, null);
        }
        if (bytes < allowance) {
            allowance -= bytes;
            return new Admitted(bytes, null);
        }
        then = null;
        if (what == Then.STALL) {
            passages.replaceAll((any, before) -> Passage.STALLED);
        }
        return new Admitted(allowance, what);
    }
}
