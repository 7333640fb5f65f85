package io.bush.realtime.benchmarks.fleet;

import io.bush.realtime.benchmarks.process.Child;
import io.bush.realtime.benchmarks.process.Line;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import io.bush.realtime.client.ClientRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What happens when all clients come back at once, and how long one of them is away: real clients, real sockets, a server in a
 * process of its own whose log survives.
 */
public final class Storm {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar storm [options]        about 2 minutes
              --clients N    how many, 1 to 5000 (default 1000)
              --each N       subscriptions of each client, 1 to 50 (default 50)
              --channels N   how many there are, at least as many as --each (default 500)
              --events N     published on each channel while the server is away, 1 to 100 (default 4)
              --log-ms N     how long a reading of the log takes, as across a network, 0 to 1000 (default 2)
              --stable N     seconds without trouble before each of it, 0 to 60 (default 11: then waits begin anew)
              --rounds N     of cutting 100 clients off, 0 to 10 (default 3)
              --json FILE    write the figures as JSON too""";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration START = Duration.ofMinutes(1);
    private static final int CUT_CLIENTS = 100;
    private final Report report;
    private final Child server;
    private final int port;
    /** By default a connection counts as stable after this, and the next waits begin anew. */
    private final Duration stable;

    private Storm(Report report, Child server, int port, Duration stable) {
        this.report = report;
        this.server = server;
        this.port = port;
        this.stable = stable;
    }

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws Exception when something does not come in time
     */
    public static void run(List<String> args) throws Exception {
        Options options =
                new Options(args, USAGE, "clients", "each", "channels", "events", "log-ms", "stable", "rounds", "json");
        int each = options.number("each", 50, 1, 50);
        Report report = new Report("storm " + String.join(" ", args));
        try (Child server =
                Child.start(-1, "1g", "fleet-server", Integer.toString(options.number("log-ms", 2, 0, 1_000)))) {
            Storm storm = new Storm(
                    report,
                    server,
                    (int) server.answer(START).number("port"),
                    Duration.ofSeconds(options.number("stable", 11, 0, 60)));
            storm.restart(
                    options.number("clients", 1_000, 1, 5_000),
                    options.number("channels", 500, each, 10_000),
                    each,
                    options.number("events", 4, 1, 100));
            storm.cut(options.number("rounds", 3, 0, 10));
        }
        report.finish(options.text("json"));
    }

    private void restart(int clients, int channels, int each, int events) throws Exception {
        long begun = System.nanoTime();
        try (ClientRuntime runtime = ClientRuntime.create();
                Fleet fleet = new Fleet(port, clients, channels, each, runtime)) {
            fleet.awaitSubscribed(PATIENCE);
            double first = (System.nanoTime() - begun) / 1e9;
            System.err.printf(Locale.ROOT, "all subscribed after %.1f s%n", first);
            pause(stable);
            server.ask(Line.of("down"), PATIENCE);
            fleet.expect(events);
            server.ask(Line.of("publish", "channels", channels, "events", events), PATIENCE);
            Line before = server.ask(Line.of("figures"), PATIENCE);
            server.ask(Line.of("up"), PATIENCE);
            long up = System.nanoTime();
            long[] times = fleet.awaitComplete(up, PATIENCE);
            Line after = server.ask(Line.of("figures"), PATIENCE);
            String table = "restart: " + clients + " clients x " + each + " of " + channels + " channels, " + events
                    + " events each missed";
            row(table, "s until all were subscribed at first", first);
            row(table, "s until half of the clients had everything", seconds(times, 0.5));
            row(table, "s until all had, since the server listens again", seconds(times, 1));
            row(table, "server CPU s", (after.number("cpu") - before.number("cpu")) / 1e9);
            row(table, "authorizer calls", delta(before, after, "authorized"));
            row(table, "readings wanted", delta(before, after, "wanted"));
            row(table, "readings of the log", delta(before, after, "read"));
            row(table, "client frames", delta(before, after, "messages"));
            row(table, "rate limited", after.number("limited"));
            row(table, "resets", fleet.resets());
            row(table, "misplaced, missing or double", fleet.misplaced());
        }
    }

    private void cut(int rounds) throws Exception {
        if (rounds == 0) {
            return;
        }
        List<Long> all = new ArrayList<>();
        long misplaced;
        try (ClientRuntime runtime = ClientRuntime.create();
                Fleet fleet = new Fleet(port, CUT_CLIENTS, 10, 5, runtime)) {
            fleet.awaitSubscribed(PATIENCE);
            for (int round = 0; round < rounds; round++) {
                pause(stable);
                fleet.expect(1);
                long cut = System.nanoTime();
                server.ask(Line.of("drop"), PATIENCE);
                server.ask(Line.of("publish", "channels", 10, "events", 1), PATIENCE);
                for (long time : fleet.awaitComplete(cut, PATIENCE)) {
                    all.add(time);
                }
            }
            misplaced = fleet.misplaced() + fleet.resets();
        }
        long[] times = all.stream().mapToLong(Long::longValue).sorted().toArray();
        String table = "cut: " + CUT_CLIENTS + " clients x 5 channels, all sockets dropped, " + rounds + " rounds";
        row(table, "s from the cut until recovered, p50", seconds(times, 0.5));
        row(table, "p99", seconds(times, 0.99));
        row(table, "most", seconds(times, 1));
        row(table, "misplaced, missing, double or reset", misplaced);
    }

    private void row(String table, String what, Object value) {
        report.row(table, "what", what, "value", value);
    }

    private static long delta(Line before, Line after, String name) {
        return after.number(name) - before.number(name);
    }

    private static double seconds(long[] times, double part) throws IOException {
        if (times.length == 0) {
            throw new IOException("nothing was measured");
        }
        return times[(int) Math.ceil(part * times.length) - 1] / 1e9;
    }

    /** Waits, whatever wakes it. */
    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
