package io.bush.realtime.benchmarks;

import io.bush.realtime.benchmarks.fleet.ClientFootprint;
import io.bush.realtime.benchmarks.fleet.FleetServer;
import io.bush.realtime.benchmarks.fleet.Storm;
import io.bush.realtime.benchmarks.heap.IdleHeap;
import io.bush.realtime.benchmarks.loopback.BenchClient;
import io.bush.realtime.benchmarks.loopback.BenchServer;
import io.bush.realtime.benchmarks.loopback.Loopback;
import io.bush.realtime.benchmarks.micro.Micro;
import io.bush.realtime.benchmarks.redis.RedisHearer;
import io.bush.realtime.benchmarks.redis.RedisLatency;
import io.bush.realtime.benchmarks.redis.RedisPublish;
import io.bush.realtime.benchmarks.redis.RedisQuiet;
import io.bush.realtime.benchmarks.redis.RedisResubscribe;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sends each command to what runs it. */
public final class Main {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar COMMAND [options]
              micro   the engine alone, with JMH: fan-out, subscribe, decode, encode, limiter
              heap    what one idle subscribed connection keeps in memory, without a container
              fanout  real Jetty over loopback beside a plain loop: CPU, latency, loss, memory
              redis-publish   what publishing costs a Redis server, beside a bare script and PUBLISH
              redis-latency   from publish on one node to delivered on another
              redis-resubscribe   a node's link is lost: until all is subscribed, read and repaired again
              redis-quiet     the last event is lost and nothing follows: until it is found, and what looking costs
              storm   all clients come back at once: how long it takes and what it costs the server
              clients what connected clients keep: memory and threads
            options of each: --help""";

    /** Held, because the level goes with it. */
    private static final Logger DRIVER = Logger.getLogger("io.lettuce");

    private Main() {}

    /**
     * Runs a command.
     *
     * @param args the command and its options
     * @throws Exception what the command threw
     */
    public static void main(String[] args) throws Exception {
        // Nothing here logs; without this each process would say that it finds no logger.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        // Then the driver logs to the console, also what is meant to happen here.
        DRIVER.setLevel(Level.SEVERE);
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "micro" -> Micro.run(rest);
            case "heap" -> IdleHeap.run(rest);
            case "fanout" -> Loopback.run(rest);
            case "redis-publish" -> RedisPublish.run(rest);
            case "redis-latency" -> RedisLatency.run(rest);
            case "redis-resubscribe" -> RedisResubscribe.run(rest);
            case "redis-quiet" -> RedisQuiet.run(rest);
            case "redis-hearer" -> RedisHearer.run();
            case "server" -> BenchServer.run(rest);
            case "client" -> BenchClient.run();
            case "storm" -> Storm.run(rest);
            case "clients" -> ClientFootprint.run(rest);
            case "fleet-server" -> FleetServer.run(rest);
            default -> {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
    }
}
