package io.bush.realtime.benchmarks.micro;

import io.bush.realtime.benchmarks.report.Options;
import io.bush.realtime.benchmarks.report.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the JMH benchmarks and prints what each costs per delivery or call. */
public final class Micro {

    private static final String USAGE = """
            usage: java -jar benchmarks.jar micro [options]       all: about 3 minutes
              --only REGEX      which benchmarks, e.g. Fanout, Codec, decode (default all)
              --profiler NAME   one more JMH profiler, e.g. stack
              --try MILLIS      only shows that they run: each small, cold, in this process, once for so long, 1 to 1000
              --json FILE       write the figures as JSON too""";

    private Micro() {}

    /**
     * Runs them.
     *
     * @param args the options
     * @throws RunnerException when a benchmark failed
     * @throws IOException when the JSON cannot be written
     */
    public static void run(List<String> args) throws RunnerException, IOException {
        Options options = new Options(args, USAGE, "only", "profiler", "try", "json");
        Report report = new Report("micro " + String.join(" ", args));
        var jmh = new OptionsBuilder()
                .include(options.text("only", ".*"))
                .jvmArgs("-Xms1g", "-Xmx1g", "-Dslf4j.internal.verbosity=ERROR")
                .addProfiler(GCProfiler.class)
                .verbosity(options.text("profiler") == null ? VerboseMode.SILENT : VerboseMode.NORMAL)
                .timeout(TimeValue.seconds(60))
                .shouldFailOnError(true);
        String profiler = options.text("profiler");
        if (profiler != null) {
            jmh.addProfiler(profiler);
        }
        if (options.text("try") != null) {
            jmh.param("subscribers", "100")
                    .param("others", "10")
                    .param("locks", "1000")
                    .param("leases", "1000")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(options.number("try", 1, 1, 1_000)));
        }
        print(new Runner(jmh.build()).run(), report);
        report.finish(options.text("json"));
    }

    private static void print(Collection<RunResult> results, Report report) {
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            String name = params.getBenchmark();
            name = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
            double nanos = result.getPrimaryResult().getScore();
            double error = result.getPrimaryResult().getScoreError();
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            double bytes = allocated == null ? Double.NaN : allocated.getScore();
            if (name.startsWith("FanoutBenchmark")) {
                int subscribers = Integer.parseInt(params.getParam("subscribers"));
                int events = Integer.parseInt(params.getParam("events"));
                double deliveries = (double) subscribers * events;
                report.row(
                        "fan-out: one lane run from publish to the transports",
                        "subscribers",
                        subscribers,
                        "events",
                        events,
                        "transport",
                        params.getParam("transport"),
                        "ns/event",
                        nanos / events,
                        "ns/delivery",
                        nanos / deliveries,
                        "± %",
                        error * 100 / nanos,
                        "B/event",
                        bytes / events,
                        "B/delivery",
                        bytes / deliveries);
            } else {
                List<String> values = new ArrayList<>();
                params.getParamsKeys().forEach(key -> values.add(key + "=" + params.getParam(key)));
                report.row(
                        "calls",
                        "benchmark",
                        (name + " " + String.join(" ", values)).strip(),
                        "ns/op",
                        nanos,
                        "± %",
                        error * 100 / nanos,
                        "B/op",
                        bytes);
            }
        }
    }
}
