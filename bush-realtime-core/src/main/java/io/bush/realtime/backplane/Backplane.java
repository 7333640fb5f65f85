package io.bush.realtime.backplane;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.time.NodeRuntime;

/**
 * Everything the nodes of one system share: the log, the bus, the leases, presence and locks. Thread safety: as its parts.
 */
public interface Backplane extends AutoCloseable {

    /**
     * Sets who hears of outages. Called once, before anything else. A back end that shares this process's fate never
     * calls it.
     *
     * @param listener hears of outages of the whole back end
     */
    void listen(BackplaneListener listener);

    /**
     * Returns the event log.
     *
     * @return the log
     */
    EventLog eventLog();

    /**
     * Returns the bus.
     *
     * @return the bus
     */
    Bus bus();

    /**
     * Returns the connection leases.
     *
     * @return the leases
     */
    ConnectionLeases connectionLeases();

    /**
     * Returns who is where.
     *
     * @return the presence store
     */
    PresenceStore presence();

    /**
     * Returns the locks.
     *
     * @return the lock store
     */
    LockStore locks();

    /** Ends this node's part; leaves no thread, timer or subscription (contract P11). */
    @Override
    void close();

    /** Makes the backplane of a node when the node is built. */
    @FunctionalInterface
    interface Factory {

        /**
         * Makes a backplane.
         *
         * @param runtime the node's time, threads and randomness
         * @return the backplane; the node closes it
         */
        Backplane create(NodeRuntime runtime);
    }

    /**
     * Returns the back end of a single node: everything in this process's memory, nothing to set up.
     *
     * @return makes a new, empty backplane for each node
     */
    static Factory inMemory() {
        return InMemoryBackplane::new;
    }
}
