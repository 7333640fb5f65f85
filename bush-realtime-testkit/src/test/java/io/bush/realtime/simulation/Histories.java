package io.bush.realtime.simulation;

import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/** Many histories, on all processors: each stays on one thread. */
final class Histories {

    private static final int TAIL = 120;
    private static final int LONGEST_LINE = 300;

    private final Map<Seen, Long> seen = new EnumMap<>(Seen.class);
    private final List<Outcome> broken = new ArrayList<>();
    private long count;
    private long steps;
    private double seconds;

    private Histories() {}

    static Histories run(LongStream seeds) {
        Histories all = new Histories();
        long start = System.nanoTime();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Outcome>> running = new ArrayList<>();
            seeds.forEach(seed -> running.add(threads.submit(() -> Simulation.run(seed, false))));
            for (Future<Outcome> one : running) {
                all.add(one.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
        all.seconds = (System.nanoTime() - start) / 1e9;
        return all;
    }

    private void add(Outcome outcome) {
        count++;
        steps += outcome.steps();
        outcome.seen().forEach((what, times) -> seen.merge(what, times, Long::sum));
        if (outcome.broken() != null) {
            broken.add(outcome);
        }
    }

    List<Seen> neverSeen() {
        List<Seen> never = new ArrayList<>();
        for (Seen what : Seen.values()) {
            if (!seen.containsKey(what)) {
                never.add(what);
            }
        }
        return never;
    }

    /** Fails with the first broken history: how to see it again, and how it ended. */
    void requireKept() {
        if (broken.isEmpty()) {
            return;
        }
        StringBuilder report = new StringBuilder();
        report.append(broken.size()).append(" of ").append(count).append(" histories broke a promise");
        broken.stream()
                .limit(20)
                .forEach(one -> report.append("\n  seed ")
                        .append(one.seed())
                        .append(": ")
                        .append(shortened(String.valueOf(one.broken()))));
        long seed = broken.get(0).seed();
        report.append("\nreplay: mvn -o -B -ntp test -pl bush-realtime-testkit -am -Dtest=SimulationTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dsim.seed=")
                .append(seed)
                .append("\nthe end of seed ")
                .append(seed)
                .append(':');
        List<String> tail = Simulation.run(seed, true).tail();
        tail.subList(Math.max(0, tail.size() - TAIL), tail.size())
                .forEach(line -> report.append("\n  ").append(shortened(line)));
        fail(report.toString());
    }

    private static String shortened(String line) {
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE) + "…";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                "simulation: %d histories, %d broken, %d steps, %.1f s, %.0f histories/s",
                count, broken.size(), steps, seconds, count / seconds));
        for (Seen what : Seen.values()) {
            text.append(String.format("%n  %,12d  %s", seen.getOrDefault(what, 0L), what));
        }
        return text.toString();
    }
}
