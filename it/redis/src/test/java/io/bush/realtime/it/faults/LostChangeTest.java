package io.bush.realtime.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.Attempt;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
import io.bush.realtime.it.faults.history.Expected;
import io.bush.realtime.it.faults.history.Findings;
import io.bush.realtime.it.faults.history.History;
import io.bush.realtime.it.faults.history.Judge;
import io.bush.realtime.it.faults.history.Revocation;
import io.bush.realtime.it.faults.node.LocalNode;
import io.bush.realtime.it.faults.node.SiteNode;
import io.bush.realtime.it.faults.node.SiteNode.Answer;
import io.bush.realtime.it.faults.node.SiteNode.Wire;
import io.bush.realtime.it.faults.plant.Backs;
import io.bush.realtime.it.faults.plant.Plant;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Replicas;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.observe.RealtimeListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Access is taken back on a node that is still at the old master, when the other node is at the new one already: the log answers
 * for the change and has lost it. Permissions still say yes, as those of a stale replica would, so that nothing but the change
 * itself ends anything.
 */
@OneRedis
@Tag("P6")
@Tag("contract-3.9")
class LostChangeTest {

    private static final Channel FILE = LocalNode.CHANNELS.get(0);
    private static final String CHANGES = "bush:ws:control:access";
    private static final long LOOK_MILLIS = 100;

    private final Replicas servers;
    private final TcpRelay wayOfOne;
    private final TcpRelay wayOfTwo;
    private final History history = new History();
    private int published;

    LostChangeTest(RedisBinary binary) {
        servers = Replicas.start(binary);
        wayOfOne = TcpRelay.to(servers.first().port());
        wayOfTwo = TcpRelay.to(servers.first().port());
    }

    @AfterEach
    void end() {
        wayOfOne.close();
        wayOfTwo.close();
        servers.close();
    }

    /** Two nodes, and on the second somebody whose access is taken back on the first and lost. */
    private final class Scene implements AutoCloseable {

        private final SiteNode one;
        private final SiteNode two;
        private final List<String> ann = new CopyOnWriteArrayList<>();
        private final List<String> bob = new CopyOnWriteArrayList<>();

        Scene(Plant plant) {
            Backs backs = Backs.real(plant);
            one = new LocalNode("n1", backs.tested().apply(wayOfOne.port()), RealtimeListener.NONE);
            two = new LocalNode("n2", backs.tested().apply(wayOfTwo.port()), RealtimeListener.NONE);
            subscribe("user_ann", ann);
            subscribe("user_bob", bob);
        }

        private void subscribe(String user, List<String> frames) {
            Wire wire = two.open(user, history.open(user, user, two.name()), frames::add, code -> {});
            Until.holds("established", () -> count(frames, "connection.established") == 1);
            wire.say("{\"action\":\"subscribe\",\"channel\":\"" + FILE.type() + "\",\"resource_id\":\"" + FILE.id()
                    + "\"}");
            Until.holds("confirmed", () -> count(frames, "subscription.confirmed") == 1);
        }

        void changeIsLost() {
            servers.awaitInSync();
            servers.promote();
            followsToTheNewMaster(wayOfTwo, 1);
            long from = System.nanoTime();
            boolean recorded = one.revoke("user_ann").join();
            history.add(new Revocation("user_ann", one.name(), from, System.nanoTime(), recorded));
            assertThat(recorded).as("by the old master").isTrue();
            followsToTheNewMaster(wayOfOne, 2);
        }

        private void followsToTheNewMaster(TcpRelay way, int nodes) {
            RedisServer master = servers.second();
            way.target(master.port());
            way.all().cut();
            Until.holds(
                    "it listens there",
                    () -> master.client()
                            .texts("PUBSUB", "NUMSUB", CHANGES)
                            .equals(List.of(CHANGES, Integer.toString(nodes))));
        }

        /** Publishes one more, and waits until whoever may hear it has heard it. */
        void publish() {
            published++;
            Until.holds("published", this::published);
            Until.holds("it is there", () -> count(bob, "e.x") >= published);
        }

        /** Once more under the same key until it is certain. */
        private boolean published() {
            long from = System.nanoTime();
            long wallMillis = System.currentTimeMillis();
            Answer answer = two.publish(FILE, published).join();
            history.add(new Attempt(
                    published,
                    FILE,
                    two.name(),
                    from,
                    wallMillis,
                    System.nanoTime(),
                    answer.outcome(),
                    answer.eventId()));
            return answer.outcome() == Outcome.DURABLE;
        }

        boolean annIsRevoked() {
            return count(ann, "subscription.revoked") > 0;
        }

        @Override
        public void close() {
            one.close();
            two.close();
        }
    }

    private static long count(List<String> frames, String what) {
        return frames.stream().filter(it -> it.contains("\"" + what + "\"")).count();
    }

    private Findings findings() {
        return Judge.judge(history, new Expected(false, Map.of(), Map.of(), Map.of(), Set.of(), Map.of()));
    }

    @Test
    void aChangeThatTheOldMasterAnsweredForReachesEverybodyAsSoonAsWhoeverSaidItHasFollowed() {
        try (Scene scene = new Scene(Plant.NOTHING)) {
            scene.changeIsLost();
            Until.holds("revoked", scene::annIsRevoked);
            scene.publish();

            assertThat(findings().broken()).isEmpty();
        }
    }

    @Test
    void aChangeThatIsNotSaidAgainIsFound() {
        try (Scene scene = new Scene(Plant.REMEMBERED_ANSWERS)) {
            scene.changeIsLost();
            Until.holds("found", () -> {
                Run.pass(LOOK_MILLIS);
                scene.publish();
                return !findings().broken().isEmpty();
            });

            assertThat(scene.annIsRevoked()).isFalse();
            assertThat(findings().broken()).allSatisfy(it -> assertThat(it).startsWith("P6"));
        }
    }
}
