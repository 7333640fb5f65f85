package io.bush.realtime.benchmarks;

import io.bush.realtime.benchmarks.heap.IdleHeap;
import io.bush.realtime.benchmarks.loopback.BenchClient;
import io.bush.realtime.benchmarks.loopback.BenchServer;
import io.bush.realtime.benchmarks.loopback.Loopback;
import io.bush.realtime.benchmarks.micro.Micro;
import java.util.Arrays;
import java.util.List;

/** Sends each command to what runs it. */
public final class Main {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar COMMAND [options]
              micro   the engine alone, with JMH: fan-out, subscribe, decode, encode, limiter
              heap    what one idle subscribed connection keeps in memory, without a container
              fanout  real Jetty over loopback beside a plain loop: CPU, latency, loss, memory
            options of each: --help""";

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
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (args.length == 0 ? "" : args[0]) {
            case "micro" -> Micro.run(rest);
            case "heap" -> IdleHeap.run(rest);
            case "fanout" -> Loopback.run(rest);
            case "server" -> BenchServer.run(rest);
            case "client" -> BenchClient.run();
            default -> {
                System.err.println(USAGE);
                System.exit(2);
            }
        }
    }
}
