package io.bush.realtime.testkit.history;

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
import org.jspecify.annotations.Nullable;

/**
 * Many histories, on all processors: each stays on one thread, and what is counted is added up in the order of the seeds.
 *
 * <p>Thread safety: for one thread.
 *
 * @param <S> what may be seen in them
 */
public final class Histories<S extends Enum<S>> {

    /** So many lines before the broken promise are shown. */
    private static final int TAIL = 120;

    private static final int MOST_NAMED = 20;
    private static final int LONGEST_LINE = 400;

    private final Class<S> all;
    private final Story<S> story;
    private final Map<S, Long> seen;
    private final List<Outcome<S>> broken = new ArrayList<>();
    private long count;
    private long steps;
    private double seconds;

    private Histories(Class<S> all, Story<S> story) {
        this.all = all;
        this.story = story;
        seen = new EnumMap<>(all);
    }

    /**
     * Tells a history for each seed.
     *
     * @param all what may be seen
     * @param story what is told
     * @param seeds from what
     * @return what came of them
     */
    public static <S extends Enum<S>> Histories<S> of(Class<S> all, Story<S> story, LongStream seeds) {
        Histories<S> histories = new Histories<>(all, story);
        long start = System.nanoTime();
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Outcome<S>>> running = new ArrayList<>();
            seeds.forEach(seed -> running.add(threads.submit(() -> story.tell(seed, Story.Detail.OUTCOME))));
            for (Future<Outcome<S>> one : running) {
                histories.add(one.get());
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
        histories.seconds = (System.nanoTime() - start) / 1e9;
        return histories;
    }

    private void add(Outcome<S> outcome) {
        count++;
        steps += outcome.steps();
        outcome.seen().forEach((what, times) -> seen.merge(what, times, Long::sum));
        if (outcome.broken() != null) {
            broken.add(outcome);
        }
    }

    /**
     * Tells what no history contained, in the order of its declaration.
     *
     * @return nothing when the histories were good enough
     */
    public List<S> neverSeen() {
        List<S> never = new ArrayList<>();
        for (S what : all.getEnumConstants()) {
            if (!seen.containsKey(what)) {
                never.add(what);
            }
        }
        return never;
    }

    /**
     * Fails with the first broken history: how to see it again, and how it came to it.
     *
     * @param replay what to type in front of a seed
     */
    public void requireKept(String replay) {
        if (broken.isEmpty()) {
            return;
        }
        StringBuilder report = new StringBuilder();
        report.append(broken.size()).append(" of ").append(count).append(" histories broke a promise");
        broken.stream()
                .limit(MOST_NAMED)
                .forEach(one -> report.append("\n  seed ")
                        .append(one.seed())
                        .append(": ")
                        .append(shortened(one.broken())));
        long seed = broken.get(0).seed();
        report.append("\nreplay: ").append(replay).append(seed);
        List<String> lines = story.tell(seed, Story.Detail.LINES).lines();
        int end = 0;
        while (end < lines.size() && !lines.get(end).contains("BROKEN")) {
            end++;
        }
        lines.subList(Math.max(0, end - TAIL), Math.min(lines.size(), end + 3))
                .forEach(line -> report.append("\n  ").append(shortened(line)));
        fail(report.toString());
    }

    private static String shortened(@Nullable String line) {
        String text = String.valueOf(line);
        return text.length() <= LONGEST_LINE ? text : text.substring(0, LONGEST_LINE) + "…";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(
                "%d histories, %d broken, %d steps, %.1f s, %.0f histories/s",
                count, broken.size(), steps, seconds, count / seconds));
        for (S what : all.getEnumConstants()) {
            text.append(String.format("%n  %,12d  %s", seen.getOrDefault(what, 0L), what));
        }
        return text.toString();
    }
}
