package io.bush.realtime.time;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything a node takes from the world that is not data: time, delay, threads and randomness. A test gives it one
 * seeded thread of virtual time. Thread safety: as its parts.
 *
 * @param clock both clocks
 * @param scheduler delays
 * @param executor runs the node's lanes; must run every task it accepts, and may run them in any order
 * @param random ids, epochs, jitter and spreads; must be unpredictable in production, because connection ids and tags
 *     come from it, and safe for use by several threads
 */
public record NodeRuntime(Clock clock, Scheduler scheduler, Executor executor, RandomGenerator random) {}
