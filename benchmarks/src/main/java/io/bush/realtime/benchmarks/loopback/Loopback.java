package io.bush.realtime.benchmarks.loopback;

import io.bush.realtime.benchmarks.heap.LiveHeap;
import io.bush.realtime.benchmarks.loopback.Subject.Measurement;
import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Runs the scenarios on every way to send, in turns, and prints what each cost beside the plain loop. */
public final class Loopback {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar fanout [options]      all: less than 4 minutes
              --paths LIST      of plain, portable, jetty-batch, jetty-wire, auto (default plain,portable,jetty-batch,jetty-wire)
              --scenarios LIST  of B, C, D, E, F (default D,B,C,E,F)
              --seconds N       of each measurement, 1 to 30 (default 1)
              --rounds N        measurements of each, taken in turns, 1 to 20 (default 5)
              --heap LETTER     scenario whose idle connections are weighed, beyond those of E: D or F (default D)
              --limit N         no new measurement after so many seconds (default 210)
              --pin yes|no      server on processor 0, client on 1, where taskset is there (default yes)
              --json FILE       write the figures as JSON too""";

    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final int LISTED = 40;

    private final List<Subject> subjects = new ArrayList<>();
    private final Report report;
    private final Duration time;
    private final int rounds;
    private final long deadline;

    private Loopback(Report report, Duration time, int rounds, Duration limit) {
        this.report = report;
        this.time = time;
        this.rounds = rounds;
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * Measures and prints.
     *
     * @param args the options
     * @throws IOException when a process failed, or the JSON cannot be written
     * @throws InterruptedException when interrupted
     */
    public static void run(List<String> args) throws IOException, InterruptedException {
        Options options =
                new Options(args, USAGE, "paths", "scenarios", "seconds", "rounds", "limit", "heap", "pin", "json");
        List<String> paths = split(options.text("paths", "plain,portable,jetty-batch,jetty-wire"));
        List<Scenario> scenarios = split(options.text("scenarios", "D,B,C,E,F")).stream()
                .map(Scenario::byLetter)
                .toList();
        boolean pinned =
                options.text("pin", "yes").equals("yes") && Runtime.getRuntime().availableProcessors() > 1;
        Report report = new Report("fanout " + String.join(" ", args));
        Loopback loopback = new Loopback(
                report,
                Duration.ofSeconds(options.number("seconds", 1, 1, 30)),
                options.number("rounds", 5, 1, 20),
                Duration.ofSeconds(options.number("limit", 210, 10, 3_600)));
        try {
            for (String path : paths) {
                loopback.subjects.add(Subject.start(path, pinned));
            }
            loopback.measure(scenarios, Scenario.byLetter(options.text("heap", "D")));
        } finally {
            loopback.subjects.forEach(Subject::close);
        }
        report.finish(options.text("json"));
    }

    private static List<String> split(String list) {
        return Arrays.asList(list.split(",", -1));
    }

    private void measure(List<Scenario> scenarios, Scenario idle) throws IOException, InterruptedException {
        Scenario before = idle;
        heap(idle);
        for (Scenario scenario : scenarios) {
            if (System.nanoTime() - deadline > 0) {
                System.err.println("out of time before " + scenario.title);
                return;
            }
            System.err.println(scenario.title);
            for (Subject subject : subjects) {
                if (!before.sameConnections(scenario)) {
                    subject.connect(scenario);
                }
                subject.measure(scenario, WARM_UP);
            }
            add(scenario, inTurns(scenario));
            before = scenario;
        }
    }

    /** Shows what a connection keeps in memory; those of a scenario are connected then. */
    private void heap(Scenario many) throws IOException, InterruptedException {
        Scenario few = Scenario.E_BURSTS;
        int more = many.connections() - few.connections();
        LiveHeap plain = null;
        for (Subject subject : subjects) {
            // A few first, for the classes and pools that the first connections make.
            subject.connect(few);
            LiveHeap before = subject.heap();
            subject.connect(many);
            LiveHeap grown = subject.heap().minus(before);
            plain = subject.name.equals("plain") ? grown : plain;
            report.row(
                    "heap of an idle subscribed connection, in bytes",
                    "path",
                    subject.name,
                    "writer",
                    subject.writer(),
                    "all",
                    (double) grown.total() / more,
                    "beyond plain",
                    plain == null ? "" : (double) grown.minus(plain).total() / more,
                    "classes of ours",
                    (double) grown.ours() / more);
            if (plain != null && subject == subjects.get(subjects.size() - 1)) {
                grown.minus(plain)
                        .largest(more, LISTED)
                        .forEach(entry -> report.row(
                                "of it beyond plain, " + subject.name,
                                "class",
                                entry.getKey(),
                                "B/connection",
                                (double) entry.getValue() / more));
            }
        }
    }

    private Map<Subject, List<Measurement>> inTurns(Scenario scenario) throws IOException, InterruptedException {
        Map<Subject, List<Measurement>> all = new LinkedHashMap<>();
        subjects.forEach(subject -> all.put(subject, new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            if (round > 0 && System.nanoTime() - deadline > 0) {
                System.err.println("out of time after round " + round);
                break;
            }
            for (int i = 0; i < subjects.size(); i++) {
                Subject subject = subjects.get((i + round) % subjects.size());
                all.getOrDefault(subject, new ArrayList<>()).add(subject.measure(scenario, time));
            }
        }
        return all;
    }

    private void add(Scenario scenario, Map<Subject, List<Measurement>> all) {
        List<Measurement> plain = null;
        for (Map.Entry<Subject, List<Measurement>> entry : all.entrySet()) {
            if (entry.getKey().name.equals("plain")) {
                plain = entry.getValue();
            }
        }
        for (Map.Entry<Subject, List<Measurement>> entry : all.entrySet()) {
            List<Measurement> runs = entry.getValue();
            report.row(
                    scenario.title,
                    "path",
                    entry.getKey().name,
                    "CPU µs/delivery",
                    median(runs, Measurement::cpu),
                    "x plain",
                    ratio(runs, plain),
                    "of it GC",
                    median(runs, Measurement::gc),
                    "deliveries/s",
                    median(runs, Measurement::rate),
                    "p50 ms",
                    median(runs, Measurement::p50),
                    "p99 ms",
                    median(runs, Measurement::p99),
                    "p99.9 ms",
                    median(runs, Measurement::p999),
                    "publisher late ms",
                    median(runs, Measurement::late),
                    "client µs",
                    median(runs, Measurement::clientCpu),
                    "received",
                    runs.stream().mapToLong(Measurement::received).sum(),
                    "lost",
                    runs.stream().mapToLong(Measurement::lost).sum(),
                    "misplaced",
                    runs.stream().mapToLong(Measurement::misplaced).sum());
        }
    }

    private static double median(List<Measurement> runs, ToDoubleFunction<Measurement> figure) {
        double[] sorted = runs.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** The median of the ratios within each round: neighbours in time have the same neighbours on the machine. */
    private static Object ratio(List<Measurement> runs, @Nullable List<Measurement> plain) {
        if (plain == null || runs == plain) {
            return plain == null ? "" : 1.0;
        }
        double[] ratios = new double[Math.min(runs.size(), plain.size())];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = runs.get(i).cpu() / plain.get(i).cpu();
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }
}
