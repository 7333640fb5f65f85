package io.bush.realtime.it.faults;

import io.bush.realtime.it.faults.history.Expected;
import io.bush.realtime.it.faults.history.Findings;
import io.bush.realtime.it.faults.history.History;
import io.bush.realtime.it.faults.history.Judge;
import io.bush.realtime.it.faults.node.LocalNode;
import io.bush.realtime.it.faults.node.SiteNode;
import io.bush.realtime.it.redis.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One run: everybody is busy, something breaks, it is healed, and then nothing is published any more. Only time passes until
 * everybody has everything, or too much of it has passed.
 */
final class Run {

    /** When publishing ends. */
    enum QuietFrom {
        /** While it is broken: what was lost last has to be found without traffic. */
        BEFORE_HEALING,
        /** A moment after it was healed. */
        AFTER_HEALING
    }

    /**
     * How it went.
     *
     * @param findings what was found
     * @param recovery from healing, or from the last publish if that came later, to the last frame that brought a
     *     subscription forward
     * @param idle what nobody did while something was broken
     * @param settled whether everything came about in time
     */
    record Outcome(Findings findings, Duration recovery, Set<Activity> idle, boolean settled) {

        /** What is wrong, a sentence each; empty when nothing is. */
        List<String> wrong() {
            List<String> all = new ArrayList<>(findings.broken());
            if (!settled) {
                findings.unsettled().forEach(it -> all.add("not in time: " + it));
            }
            return all;
        }
    }

    /**
     * A subscription is repaired or reset within 10 s of the return (contract §7); the rest is for a busy machine. Counted in
     * looks: while the whole machine stands still nothing can come about.
     */
    static final Duration CONVERGES = Duration.ofSeconds(20);

    /** So long at most it stays broken after its time, until everybody did something while it was. */
    private static final Duration UNTIL_ALL_DID_SOMETHING = Duration.ofSeconds(10);

    private static final long LOOK_MILLIS = 100;
    private static final long AFTER_HEALING_MILLIS = 400;

    private final History history = new History();
    private final Auditor auditor;
    private final Breaking breaking;
    private final Workload workload;
    private final Set<Activity> activities;
    private final QuietFrom quietFrom;
    private final Duration patience;

    Run(
            List<SiteNode> nodes,
            Auditor auditor,
            Breaking breaking,
            Set<Activity> activities,
            QuietFrom quietFrom,
            Duration patience,
            long seed) {
        this.auditor = auditor;
        this.breaking = breaking;
        this.activities = activities;
        this.quietFrom = quietFrom;
        this.patience = patience;
        this.workload = new Workload(history, nodes, activities, seed);
    }

    /** What is broken and how; a fault and where it strikes. */
    interface Breaking {

        /** Whether Redis keeps what it acknowledged. */
        boolean keepsData();

        /** Remembers what it needs. */
        void prepare();

        /** Breaks it. */
        void strike();

        /** How long it stays broken. */
        Duration lasts();

        /** Heals it. */
        void heal();
    }

    Outcome go() {
        try (workload) {
            return played();
        }
    }

    private Outcome played() {
        workload.start();
        Until.holds("everybody is busy", workload::warm);
        breaking.prepare();
        more(15);
        long brokenAt = System.nanoTime();
        breaking.strike();
        pass(breaking.lasts().toMillis());
        Set<Activity> missing = idle(brokenAt, System.nanoTime());
        for (long left = looks(UNTIL_ALL_DID_SOMETHING); left > 0 && !missing.isEmpty(); left--) {
            workload.prefer(missing);
            pass(LOOK_MILLIS);
            missing = idle(brokenAt, System.nanoTime());
        }
        workload.preferNothing();
        if (quietFrom == QuietFrom.BEFORE_HEALING) {
            workload.quiet();
        }
        long healingAt = System.nanoTime();
        breaking.heal();
        long healedAt = System.nanoTime();
        if (quietFrom == QuietFrom.AFTER_HEALING) {
            pass(AFTER_HEALING_MILLIS);
            workload.quiet();
        }
        workload.awaitQuiet();
        long quietAt = quietFrom == QuietFrom.BEFORE_HEALING ? healedAt : System.nanoTime();
        boolean settled = settles();
        Findings findings = judge(true);
        Duration recovery = Duration.ofNanos(Math.max(0, findings.lastMove() - quietAt));
        if (settled && findings.unsettled().isEmpty()) {
            workload.publishOneEach();
            settled = settles();
            findings = judge(true);
        }
        return new Outcome(findings, recovery, idle(brokenAt, healingAt), settled);
    }

    /** What nobody did in a time. */
    private Set<Activity> idle(long from, long to) {
        Map<String, Integer> asked = history.asked(from, to);
        Set<Activity> idle = EnumSet.copyOf(activities);
        idle.removeIf(activity -> activity.count(asked) > 0);
        return idle;
    }

    private static long looks(Duration time) {
        return time.toMillis() / LOOK_MILLIS;
    }

    private boolean settles() {
        for (long left = looks(patience); ; left--) {
            Findings findings = judge(false);
            if (findings.unsettled().isEmpty() || !findings.broken().isEmpty()) {
                return findings.unsettled().isEmpty();
            }
            if (left == 0) {
                return false;
            }
            pass(LOOK_MILLIS);
        }
    }

    private Findings judge(boolean withLogs) {
        var heads = auditor.heads(LocalNode.CHANNELS);
        return Judge.judge(
                history,
                new Expected(
                        breaking.keepsData(),
                        heads,
                        withLogs ? auditor.logs(heads) : Map.of(),
                        workload.subscribed(),
                        workload.denied(),
                        workload.present()));
    }

    private void more(int events) {
        int now = workload.published();
        Until.holds("more is published", () -> workload.published() >= now + events);
    }

    /** Lets time pass: it is what a run is made of. */
    static void pass(long millis) {
        try {
            if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts it down");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
