package io.bush.realtime.client.internal.parts;

import io.bush.realtime.client.internal.lane.Awakenings;
import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.transport.ClientTransport;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything a client takes from the world: time, delay, randomness, threads and sockets. A test gives it one thread of
 * its own.
 *
 * @param clock both clocks
 * @param scheduler delays
 * @param awakenings tell when the machine slept
 * @param random jitter and names; for the client's lane
 * @param executor runs the client's own lane
 * @param handlers runs the application's handlers
 * @param transport sockets and polls
 * @param release ends what is ours alone, when the client is closed
 */
public record World(
        Clock clock,
        Scheduler scheduler,
        Awakenings awakenings,
        RandomGenerator random,
        Executor executor,
        Executor handlers,
        ClientTransport transport,
        Runnable release) {}
