package io.bush.realtime.benchmarks.heap;

import io.bush.realtime.benchmarks.micro.BenchNode;
import io.bush.realtime.benchmarks.micro.CountingTransport;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import io.bush.realtime.transport.TransportListener;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Opens many connections on a node without a container and shows what one of them keeps: authenticated, subscribed to one
 * channel, after one client frame, idle; and what it keeps more when its user is present. Ids, principal and registry are in
 * it; the transport is not.
 */
public final class IdleHeap {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar heap [options]        about 10 seconds
              --connections N   how many to divide by, 100 to 100000 (default 10000)
              --json FILE       write the figures as JSON too""";

    private static final int WARM = 200;
    private static final int LISTED = 60;

    private IdleHeap() {}

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws IOException when the JSON cannot be written
     */
    public static void run(List<String> args) throws IOException {
        Options options = new Options(args, USAGE, "connections", "json");
        int connections = options.number("connections", 10_000, 100, 100_000);
        Report report = new Report("heap " + String.join(" ", args));
        try (BenchNode node = new BenchNode()) {
            List<CountingTransport> transports = IntStream.range(0, WARM + connections)
                    .mapToObj(i -> new CountingTransport(null))
                    .toList();
            TransportListener[] listeners = new TransportListener[transports.size()];
            open(node, transports, listeners, 0, WARM);
            LiveHeap before = LiveHeap.now();
            open(node, transports, listeners, WARM, transports.size());
            LiveHeap fresh = LiveHeap.now().minus(before);
            stayIdle(node, listeners);
            LiveHeap idle = LiveHeap.now().minus(before);
            for (TransportListener listener : listeners) {
                node.sayPresent(listener, 1);
            }
            stayIdle(node, listeners);
            LiveHeap present = LiveHeap.now().minus(before).minus(idle);
            if (node.subscribers() != listeners.length) {
                throw new IllegalStateException("only " + node.subscribers() + " subscribed");
            }
            add(report, "idle for two minutes", idle, connections);
            String title = "heap of one present user, beyond the idle connection";
            report.row(title, "class", "total", "B/user", (double) present.total() / listeners.length);
            present.largest(listeners.length, LISTED)
                    .forEach(entry -> report.row(
                            title, "class", entry.getKey(), "B/user", (double) entry.getValue() / listeners.length));
            add(report, "just subscribed: its rate limits still count the frame", fresh, connections);
        }
        report.finish(options.text("json"));
    }

    private static void open(
            BenchNode node, List<CountingTransport> transports, TransportListener[] listeners, int from, int to) {
        for (int i = from; i < to; i++) {
            listeners[i] = node.connect("user_" + i, transports.get(i));
            node.subscribe(listeners[i]);
        }
    }

    private static void stayIdle(BenchNode node, TransportListener[] listeners) {
        for (int i = 0; i < 12; i++) {
            node.pass(Duration.ofSeconds(10));
            for (TransportListener listener : listeners) {
                listener.onPong();
            }
        }
    }

    private static void add(Report report, String when, LiveHeap more, int connections) {
        String title = "heap of one subscribed connection, without a container, " + when;
        report.row(title, "class", "total", "B/connection", (double) more.total() / connections);
        more.largest(connections, LISTED)
                .forEach(entry -> report.row(
                        title, "class", entry.getKey(), "B/connection", (double) entry.getValue() / connections));
    }
}
