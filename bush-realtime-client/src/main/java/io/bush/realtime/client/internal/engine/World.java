package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.transport.ClientTransport;
import java.util.concurrent.Executor;

/**
 * Everything a client takes from the world: time, delay, threads and sockets. A test gives it one thread of its own.
 *
 * @param clock both clocks
 * @param scheduler delays
 * @param executor runs the client's own lane
 * @param handlers runs the application's handlers
 * @param transport sockets
 * @param release ends the threads that are ours, when the client is closed
 */
public record World(
        Clock clock,
        Scheduler scheduler,
        Executor executor,
        Executor handlers,
        ClientTransport transport,
        Runnable release) {}
