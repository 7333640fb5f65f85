package io.bush.realtime.eventlog;

import java.time.Duration;

/**
 * How a node keeps level with the log (contract P3, P9). Thread safety: immutable.
 *
 * @param headCheck in which time a lost event is found though nothing more is published, 1 s to 5 min; default 2 s. A node
 *     asks for the newest positions of at most 10,000 channels a second: with more than 20,000 channels it takes longer
 * @param readsInFlight how many readings of the log, and of the pictures of presence and locks, are under way at one time, 1 to
 *     10,000; default 64. One can take 1 MiB
 * @param waitingEvents events of one channel that wait for the node's threads or for a repair, 16 to 100,000; default 1,000.
 *     More are dropped and read from the log; volatile ones are lost
 */
public record RepairSettings(Duration headCheck, int readsInFlight, int waitingEvents) {

    /** The contract's defaults. */
    public static final RepairSettings DEFAULT = new RepairSettings(Duration.ofSeconds(2), 64, 1_000);

    /** Refuses values outside the ranges. */
    public RepairSettings {
        if (headCheck.compareTo(Duration.ofSeconds(1)) < 0 || headCheck.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("repair.headCheck is " + headCheck + ", allowed: PT1S to PT5M");
        }
        if (readsInFlight < 1 || readsInFlight > 10_000) {
            throw new IllegalArgumentException("repair.readsInFlight is " + readsInFlight + ", allowed: 1 to 10000");
        }
        if (waitingEvents < 16 || waitingEvents > 100_000) {
            throw new IllegalArgumentException("repair.waitingEvents is " + waitingEvents + ", allowed: 16 to 100000");
        }
    }
}
