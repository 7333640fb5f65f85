package io.bush.realtime.client.walk;

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
final class Walks {

    private static final int TAIL = 120;

    private final Map<Seen, Long> seen = new EnumMap<>(Seen.class);
    private final List<Walk.Outcome> broken = new ArrayList<>();
    private long count;
    private double seconds;

    private Walks() {}

    static Walks run(LongStream seeds) {
        Walks all = new Walks();
        long start = System.nanoTime();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Walk.Outcome>> running = new ArrayList<>();
            seeds.forEach(seed -> running.add(threads.submit(() -> Walk.run(seed, false))));
            for (Future<Walk.Outcome> one : running) {
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

    private void add(Walk.Outcome outcome) {
        count++;
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
                        .append(one.broken()));
        long seed = broken.get(0).seed();
        report.append("\nreplay: mvn -o -B -ntp test -pl it/client-walk -am -Dtest=ClientWalkTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dwalk.seed=")
                .append(seed);
        List<String> trace = Walk.run(seed, true).trace();
        int end = 0;
        while (end < trace.size() && !trace.get(end).contains("BROKEN")) {
            end++;
        }
        trace.subList(Math.max(0, end - TAIL), Math.min(trace.size(), end + 3))
                .forEach(line -> report.append("\n  ").append(line));
        fail(report.toString());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                "walk: %d histories, %d broken, %.1f s, %.0f histories/s",
                count, broken.size(), seconds, count / seconds));
        for (Seen what : Seen.values()) {
            text.append(String.format("%n  %,12d  %s", seen.getOrDefault(what, 0L), what));
        }
        return text.toString();
    }
}
