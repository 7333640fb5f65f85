package io.bush.realtime.benchmarks.fleet;

import io.bush.realtime.benchmarks.heap.LiveHeap;
import io.bush.realtime.benchmarks.process.Child;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import io.bush.realtime.client.ClientRuntime;
import io.bush.realtime.it.redis.Until;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What connected clients keep: memory and threads, with runtimes of their own and with a shared one. */
public final class ClientFootprint {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar clients [options]        about 1 minute
              --clients N   how many share a runtime, 10 to 5000 (default 1000)
              --each N      subscriptions of each, 1 to 50 (default 5)
              --quiet N     seconds before the second look, 0 to 60 (default 8)
              --json FILE   write the figures as JSON too""";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CHANNELS = 50;
    /** How many have a runtime of their own: what else a virtual machine frees and makes is more than one of them. */
    private static final int OWN = 10;

    /** What the threads of clients are called, which end with them. */
    private static final String CLIENT_THREADS = "bush client";

    private ClientFootprint() {}

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws Exception when something does not come in time
     */
    public static void run(List<String> args) throws Exception {
        Options options = new Options(args, USAGE, "clients", "each", "quiet", "json");
        int clients = options.number("clients", 1_000, 10, 5_000);
        int each = options.number("each", 5, 1, 50);
        Duration quiet = Duration.ofSeconds(options.number("quiet", 8, 0, 60));
        Report report = new Report("clients " + String.join(" ", args));
        try (Child server = Child.start(-1, "1g", "fleet-server", "0")) {
            int port = (int) server.answer(PATIENCE).number("port");
            // The first ones load classes, which is not what a client keeps.
            measure(null, port, OWN, 1, quiet, null);
            try (ClientRuntime runtime = ClientRuntime.create()) {
                measure(null, port, 10, 1, quiet, runtime);
            }
            measure(report, port, OWN, each, quiet, null);
            try (ClientRuntime runtime = ClientRuntime.create()) {
                measure(report, port, clients, each, quiet, runtime);
            }
        }
        report.finish(options.text("json"));
    }

    private static void measure(
            @Nullable Report report, int port, int clients, int each, Duration quiet, @Nullable ClientRuntime runtime)
            throws Exception {
        // A client that is closed does not wait for its threads, and those of the clients before are no part of these.
        Until.holds(
                PATIENCE, "the threads of closed clients end", () -> !threads().containsKey(CLIENT_THREADS));
        Kept before = Kept.now();
        Map<String, Long> threadsBefore = threads();
        try (Fleet fleet = new Fleet(port, clients, CHANNELS, each, runtime)) {
            fleet.awaitSubscribed(PATIENCE);
            Map<String, Long> busy = more(threads(), threadsBefore);
            Storm.pause(quiet);
            Map<String, Long> idle = more(threads(), threadsBefore);
            Kept after = Kept.now();
            if (report != null) {
                String title = clients
                        + (runtime == null ? " clients with runtimes of their own" : " clients on a shared runtime")
                        + ", " + each + " subscriptions each";
                row(report, title, "B for each client", (after.total() - before.total()) / (double) clients);
                row(report, title, "of it byte arrays", (after.arrays() - before.arrays()) / (double) clients);
                row(report, title, "of it our own classes", (after.ours() - before.ours()) / (double) clients);
                row(report, title, "threads just after connecting", busy.toString());
                row(report, title, "threads when idle", idle.toString());
            }
        }
    }

    private static void row(Report report, String table, String what, Object value) {
        report.row(table, "what", what, "value", value);
    }

    /** What is alive, in three numbers: a histogram that is kept would count itself. */
    private record Kept(long total, long arrays, long ours) {

        static Kept now() {
            LiveHeap heap = LiveHeap.now();
            return new Kept(heap.total(), heap.bytes().getOrDefault("[B", 0L), heap.ours());
        }
    }

    /** How many threads there are of each name, numbers aside. */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.groupingBy(
                        it -> it.getName().replaceAll("[-0-9]+", " ").strip(), TreeMap::new, Collectors.counting()));
    }

    private static Map<String, Long> more(Map<String, Long> now, Map<String, Long> before) {
        Map<String, Long> more = new TreeMap<>(now);
        before.forEach((name, count) -> more.merge(name, -count, Long::sum));
        more.values().removeIf(count -> count <= 0);
        return more;
    }
}
