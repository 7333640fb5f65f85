package io.bush.realtime.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.faults.Fault.Toll;
import io.bush.realtime.it.faults.Run.QuietFrom;
import io.bush.realtime.it.faults.node.LocalNode;
import io.bush.realtime.it.faults.node.ProcessNode;
import io.bush.realtime.it.faults.node.Redises;
import io.bush.realtime.it.faults.node.SiteNode;
import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.observe.RealtimeListener;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Everything that can happen to Redis and to a node, while everybody is busy with everything. Most of a run is waiting, so
 * several go on at once, each with servers of its own; the tests wait for them in turn. Each fault strikes once, over one of
 * the lines of Redis, and in every fifth run a node has a process of its own.
 *
 * <p>{@code -Dfaults.rounds=20} for more, over both lines; {@code "-Dfaults.only=CLIENT.*"} for some faults, {@code
 * -Dfaults.seed=7} for other histories, {@code -Dfaults.atOnce=2} for a small machine.
 */
@Tag("P1")
@Tag("P2")
@Tag("P3")
@Tag("P4")
@Tag("P5")
@Tag("P6")
@Tag("P7")
@Tag("P8")
@Tag("P10")
class FaultSuiteTest {

    private static final int ROUNDS = Integer.getInteger("faults.rounds", 1);

    private static final int AT_ONCE = Integer.getInteger("faults.atOnce", 6);
    private static final int SEED = Integer.getInteger("faults.seed", 1);
    private static final String ONLY = System.getProperty("faults.only", "");
    private static final long MINUTES = 5;

    private static final ExecutorService RUNS = Executors.newFixedThreadPool(AT_ONCE);
    private static final FaultTable TABLE = new FaultTable();

    /** Where the nodes under test run. */
    private enum Nodes {
        /** All in the JVM of the test. */
        HERE,
        /** One of them in a JVM of its own. */
        ONE_APART
    }

    /** One run that will be, or is. */
    private record Planned(
            Fault fault, Optional<RedisBinary> binary, RedisLine line, QuietFrom quietFrom, Nodes nodes, long seed) {

        @Override
        public String toString() {
            return fault + ", Redis " + binary.map(RedisBinary::version).orElse(line.toString()) + ", quiet "
                    + words(quietFrom) + ", nodes " + words(nodes) + ", seed " + seed;
        }

        private static String words(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    private static List<Planned> plan() {
        List<Planned> plan = new ArrayList<>();
        List<Fault> faults = Faults.all().stream()
                .filter(it -> ONLY.isEmpty() || it.name().matches(ONLY))
                .toList();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < faults.size(); i++) {
                int turn = i + round + SEED - 1;
                RedisLine line = turn % 2 == 0 ? RedisLine.OLDEST : RedisLine.RECENT;
                QuietFrom quietFrom = turn / 2 % 2 == 0 ? QuietFrom.BEFORE_HEALING : QuietFrom.AFTER_HEALING;
                Nodes nodes = faults.get(i).toll() == Toll.NODE || turn % 5 == 0 ? Nodes.ONE_APART : Nodes.HERE;
                plan.add(new Planned(faults.get(i), RedisBinaries.of(line), line, quietFrom, nodes, SEED + round));
            }
        }
        return plan;
    }

    @TestFactory
    Stream<DynamicTest> everyFaultLeavesEverybodyRightOrReset() {
        List<Planned> plan = plan();
        List<Future<Run.Outcome>> outcomes = new ArrayList<>();
        for (Planned planned : plan) {
            Callable<Run.Outcome> run = () -> run(planned);
            outcomes.add(planned.binary().isPresent() ? RUNS.submit(run) : new CompletableFuture<>());
        }
        return Stream.iterate(0, i -> i + 1)
                .limit(plan.size())
                .map(i -> DynamicTest.dynamicTest(plan.get(i).toString(), () -> judge(plan.get(i), outcomes.get(i))));
    }

    private static void judge(Planned planned, Future<Run.Outcome> running) throws InterruptedException {
        if (planned.binary().isEmpty()) {
            assertThat(RedisBinaries.required())
                    .as("Redis " + planned.line() + " is required")
                    .isFalse();
            Assumptions.abort("no redis-server " + planned.line() + " for this platform");
        }
        try {
            Run.Outcome outcome = running.get(MINUTES * ROUNDS, TimeUnit.MINUTES);
            assertThat(outcome.wrong()).isEmpty();
            assertThat(outcome.idle()).as("done by nobody while it was broken").isEmpty();
            assertThat(outcome.findings().events()).as("events").isPositive();
        } catch (ExecutionException failed) {
            throw new AssertionError("the run broke off", failed.getCause());
        } catch (TimeoutException late) {
            throw new AssertionError("the run does not end", late);
        }
    }

    private static Run.Outcome run(Planned planned) {
        RedisBinary binary =
                planned.binary().orElseThrow(() -> new AssertionError("Redis " + planned.line() + " is required"));
        List<SiteNode> nodes = new ArrayList<>();
        try (Site site = Site.start(planned.fault().kind(), binary);
                Auditor auditor = new Auditor(Redises.factory(Redises.settings(site.directAddress())))) {
            nodes.add(new LocalNode("n1", Redises.factory(Redises.settings(site.address())), RealtimeListener.NONE));
            nodes.add(new LocalNode("n2", Redises.factory(Redises.settings(site.address())), RealtimeListener.NONE));
            if (planned.nodes() == Nodes.ONE_APART) {
                nodes.add(new ProcessNode("p3", site.address()));
            }
            Run.Breaking breaking = planned.fault().on(new Stage(site, nodes));
            Run.Outcome outcome = new Run(
                            nodes,
                            auditor,
                            breaking,
                            EnumSet.allOf(Activity.class),
                            planned.quietFrom(),
                            Run.CONVERGES,
                            planned.seed())
                    .go();
            TABLE.add(planned.fault().name(), outcome);
            return outcome;
        } finally {
            nodes.forEach(SiteNode::close);
        }
    }

    @AfterAll
    static void showTheTable() {
        RUNS.shutdown();
        TABLE.show();
    }
}
