package io.bush.realtime.client;

import io.bush.realtime.client.internal.lane.Clock;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.parts.World;
import io.bush.realtime.client.internal.transport.JdkTransport;
import java.net.http.HttpClient;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** The way into the client's own package: clients on real sockets whose time is the test's. Thread safety: any thread. */
public final class ClientsInTime {

    private ClientsInTime() {}

    /**
     * Builds the client that {@link BushClientBuilder#build} would, with another time, in which no machine sleeps.
     *
     * @param builder describes it
     * @param clock shows the time
     * @param scheduler waits
     * @param core runs the client
     * @param handlers runs its handlers
     * @param http opens its sockets and sends its polls
     * @param release runs when the client has ended
     * @return the client
     */
    public static BushClient build(
            BushClientBuilder builder,
            Clock clock,
            Scheduler scheduler,
            Executor core,
            Executor handlers,
            HttpClient http,
            Runnable release) {
        JdkTransport transport = new JdkTransport(http, scheduler);
        return builder.world(new World(
                        clock,
                        scheduler,
                        nobody -> () -> {},
                        new SplittableRandom(),
                        core,
                        handlers,
                        transport,
                        release))
                .build();
    }
}
