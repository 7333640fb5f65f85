package io.bush.realtime.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.Attempt;
import io.bush.realtime.it.faults.history.Expected;
import io.bush.realtime.it.faults.history.Findings;
import io.bush.realtime.it.faults.history.History;
import io.bush.realtime.it.faults.history.Judge;
import io.bush.realtime.it.faults.node.Follower;
import io.bush.realtime.it.faults.node.LocalNode;
import io.bush.realtime.it.faults.node.SiteNode;
import io.bush.realtime.it.faults.node.SiteNode.Answer;
import io.bush.realtime.it.faults.plant.Backs;
import io.bush.realtime.it.faults.plant.Plant;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.lock.LockSettings;
import io.bush.realtime.observe.RealtimeListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The checker finds what it is there to find: each planted fault, and nothing where none is planted. The back end is a plain
 * one of the tests, because the planted faults are ways to build one; only locks are the real ones.
 */
@OneRedis
@Tag("P1")
@Tag("P3")
@Tag("P4")
@Tag("P8")
class PlantedTest {

    private static final Set<Activity> EVENTS =
            EnumSet.of(Activity.PUBLISHING, Activity.SUBSCRIBING, Activity.REPLAYING);

    /** What does not come about is waited for in vain, and the rest of these comes about at once. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final RedisBinary binary;

    PlantedTest(RedisBinary binary) {
        this.binary = binary;
    }

    /** What happens to the server in the middle. */
    private enum Blow {
        NONE,
        LINKS_CUT,
        ROLLED_BACK
    }

    private record Struck(RedisServer redis, TcpRelay relay, Blow blow, List<Path> snapshots) implements Run.Breaking {

        @Override
        public boolean keepsData() {
            return blow != Blow.ROLLED_BACK;
        }

        @Override
        public void prepare() {
            snapshots.add(redis.snapshot());
        }

        @Override
        public void strike() {
            if (blow == Blow.LINKS_CUT) {
                // Commands go on, so what is published meanwhile is in the log.
                relay.refuse();
                relay.pubSub().cut();
            }
        }

        @Override
        public Duration lasts() {
            return Duration.ofMillis(500);
        }

        @Override
        public void heal() {
            relay.accept();
            if (blow == Blow.ROLLED_BACK) {
                redis.restartFrom(snapshots.get(0));
            }
        }
    }

    private Run.Outcome run(Plant plant, Blow blow, long seed) {
        // Where nothing is planted everything comes about, on a busy machine later.
        Duration patience = plant == Plant.NOTHING ? Run.CONVERGES : PATIENCE;
        Backs backs = Backs.plain(plant);
        try (RedisServer redis = RedisServer.start(binary);
                TcpRelay relay = TcpRelay.to(redis.port());
                SiteNode one = new LocalNode("n1", backs.tested().apply(relay.port()), RealtimeListener.NONE);
                SiteNode two = new LocalNode("n2", backs.tested().apply(relay.port()), RealtimeListener.NONE);
                Auditor auditor = new Auditor(backs.honest().apply(redis.port()))) {
            Run.QuietFrom quietFrom =
                    blow == Blow.ROLLED_BACK ? Run.QuietFrom.AFTER_HEALING : Run.QuietFrom.BEFORE_HEALING;
            return new Run(
                            List.of(one, two),
                            auditor,
                            new Struck(redis, relay, blow, new ArrayList<>()),
                            EVENTS,
                            quietFrom,
                            patience,
                            seed)
                    .go();
        }
    }

    private void findsNothing(Blow blow) {
        Run.Outcome outcome = run(Plant.NOTHING, blow, 1);

        assertThat(outcome.wrong()).isEmpty();
        assertThat(outcome.findings().events()).isGreaterThan(50);
    }

    @Test
    void nothingIsFoundWhereNothingIsPlantedAndNothingHappens() {
        findsNothing(Blow.NONE);
    }

    @Test
    void nothingIsFoundWhereNothingIsPlantedAndLinksAreCut() {
        findsNothing(Blow.LINKS_CUT);
    }

    @Test
    void nothingIsFoundWhereNothingIsPlantedAndTheServerComesBackOlder() {
        findsNothing(Blow.ROLLED_BACK);
    }

    /** Two nodes have to be between the steps of one channel at the same time, which not every short run brings about. */
    @Test
    void publishingInThreeStepsIsFound() {
        assertThat(foundInOneRun(
                        Plant.THREE_STEPS,
                        Blow.NONE,
                        outcome -> outcome.wrong().stream().anyMatch(it -> it.startsWith("P1"))))
                .as("found in one of twelve runs")
                .isTrue();
    }

    private boolean foundInOneRun(Plant plant, Blow blow, Predicate<Run.Outcome> isFound) {
        return LongStream.rangeClosed(1, 12)
                .mapToObj(seed -> run(plant, blow, seed))
                .anyMatch(isFound);
    }

    /** Whoever comes back in the end makes the node look into the log, and so do others on a busy machine. */
    @Test
    void aMissingCatchUpIsFound() {
        assertThat(foundInOneRun(
                        Plant.NO_CATCH_UP,
                        Blow.LINKS_CUT,
                        outcome -> outcome.wrong().stream().anyMatch(it -> it.startsWith("not in time: steady"))))
                .as("found in one of twelve runs")
                .isTrue();
    }

    /** Somebody has to come back just when the log is as long again as it was. */
    @Test
    void aMissingChainIsFound() {
        assertThat(foundInOneRun(
                        Plant.NO_CHAIN,
                        Blow.ROLLED_BACK,
                        outcome -> outcome.findings().gaps() > 0
                                && outcome.wrong().stream().anyMatch(it -> it.startsWith("P1"))))
                .as("found in one of twelve runs")
                .isTrue();
    }

    /** A node's first subscription of a channel, whose way to Redis takes a while, and events meanwhile. */
    private Findings subscribesLate(Plant plant) {
        Backs backs = Backs.plain(plant);
        History history = new History();
        Channel channel = LocalNode.CHANNELS.get(0);
        try (RedisServer redis = RedisServer.start(binary);
                TcpRelay relay = TcpRelay.to(redis.port());
                SiteNode one = new LocalNode("n1", backs.honest().apply(redis.port()), RealtimeListener.NONE);
                SiteNode two = new LocalNode("n2", backs.tested().apply(relay.port()), RealtimeListener.NONE);
                Auditor auditor = new Auditor(backs.honest().apply(redis.port()))) {
            Until.holds("the link is there", () -> relay.pubSub().connections() == 1);
            relay.pubSub().stallRequests();
            Follower late = new Follower("late", "user_late", history, two, List.of(channel));
            Until.holds("established", late::asked);
            if (plant == Plant.NO_ACK) {
                Until.holds("confirmed too early", late::settled);
            }
            for (int n = 1; n <= 3; n++) {
                long from = System.nanoTime();
                long wallMillis = System.currentTimeMillis();
                Answer answer = one.publish(channel, n).join();
                history.add(new Attempt(
                        n,
                        channel,
                        one.name(),
                        from,
                        wallMillis,
                        System.nanoTime(),
                        answer.outcome(),
                        answer.eventId()));
            }
            relay.pubSub().heal();
            // Again, if it took so long that it was refused for the time being.
            Until.holds("confirmed", () -> late.asked() && late.settled());
            Until.holds(
                    "acknowledged",
                    () -> redis.client().texts("PUBSUB", "CHANNELS", "*file_a*").size() == 1);
            return Judge.judge(history, expected(channel, auditor));
        }
    }

    private static Expected expected(Channel channel, Auditor auditor) {
        Map<Channel, String> heads = auditor.heads(List.of(channel));
        return new Expected(true, heads, auditor.logs(heads), Map.of("late", List.of(channel)), Set.of(), Map.of());
    }

    /** A lock that its user has taken over elsewhere, and whose first holder gives it back without having heard of it. */
    private Findings unlocksLate(Plant plant) {
        Backs backs = Backs.real(plant);
        // Nothing of it may end by itself meanwhile.
        RealtimeSettings settings = LocalNode.settings().with(new LockSettings(Duration.ofMinutes(2), 10));
        History history = new History();
        List<Channel> channels = List.of(LocalNode.CHANNELS.get(0));
        String comment = "comment_a1";
        try (RedisServer redis = RedisServer.start(binary);
                TcpRelay relay = TcpRelay.to(redis.port());
                SiteNode one =
                        new LocalNode("n1", backs.tested().apply(relay.port()), RealtimeListener.NONE, settings);
                SiteNode two =
                        new LocalNode("n2", backs.tested().apply(redis.port()), RealtimeListener.NONE, settings)) {
            Follower first = new Follower("first", "user_ann", history, one, channels);
            Follower second = new Follower("second", "user_ann", history, two, channels);
            Follower other = new Follower("other", "user_bob", history, two, channels);
            for (Follower each : List.of(first, second, other)) {
                Until.holds("subscribed", () -> each.asked() && each.settled());
            }
            first.lock(channels.get(0), comment);
            Until.holds("locked", () -> first.holds(comment));
            relay.pubSub().stallReplies();
            second.lock(channels.get(0), comment);
            Until.holds("taken over", () -> second.holds(comment));
            first.unlock(comment);
            Until.holds("given back", first::answered);
            other.lock(channels.get(0), comment);
            Until.holds("answered", other::answered);
            relay.pubSub().heal();
        }
        return Judge.judge(history, new Expected(true, Map.of(), Map.of(), Map.of(), Set.of(), Map.of()));
    }

    @Test
    void nothingIsFoundWhereAnUnlockComparesTokens() {
        assertThat(unlocksLate(Plant.NOTHING).broken()).isEmpty();
    }

    @Test
    void anUnlockThatComparesNoTokenIsFound() {
        assertThat(unlocksLate(Plant.UNCONDITIONAL_UNLOCK).broken())
                .singleElement()
                .asString()
                .startsWith("P8: two hold it: user_ann");
    }

    @Test
    void nothingIsFoundWhereASubscriptionWaitsForItsAck() {
        Findings findings = subscribesLate(Plant.NOTHING);

        assertThat(findings.broken()).isEmpty();
        assertThat(findings.unsettled()).isEmpty();
    }

    @Test
    void aSubscriptionThatDoesNotWaitForItsAckIsFound() {
        assertThat(subscribesLate(Plant.NO_ACK).unsettled())
                .singleElement()
                .asString()
                .startsWith("late is at");
    }
}
