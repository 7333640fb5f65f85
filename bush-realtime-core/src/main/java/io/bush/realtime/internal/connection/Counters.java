package io.bush.realtime.internal.connection;

import io.bush.realtime.observe.NodeStats;
import java.util.concurrent.atomic.LongAdder;

/** A node's running counts. Thread safety: safe for use by any thread. */
public final class Counters {

    /** Events published here. */
    public final LongAdder published = new LongAdder();
    /** Events published here that reached this node's subscribers only. */
    public final LongAdder localOnly = new LongAdder();
    /** Frames of events handed to sockets' queues. */
    public final LongAdder delivered = new LongAdder();
    /** Client frames. */
    public final LongAdder messagesIn = new LongAdder();
    /** Refused frames. */
    public final LongAdder limiterHits = new LongAdder();
    /** Resets sent. */
    public final LongAdder resets = new LongAdder();
    /** Connections that ended. */
    public final LongAdder closed = new LongAdder();

    /** Makes counts of zero. */
    public Counters() {}

    /**
     * Returns the counts now.
     *
     * @return a snapshot
     */
    public NodeStats.Counts snapshot() {
        return new NodeStats.Counts(
                published.sum(),
                localOnly.sum(),
                delivered.sum(),
                messagesIn.sum(),
                limiterHits.sum(),
                resets.sum(),
                closed.sum());
    }
}
