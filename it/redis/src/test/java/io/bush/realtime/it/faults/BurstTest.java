package io.bush.realtime.it.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.it.faults.history.History;
import io.bush.realtime.it.faults.node.LocalNode;
import io.bush.realtime.it.faults.node.SiteNode;
import io.bush.realtime.it.faults.node.SiteNode.Access;
import io.bush.realtime.it.faults.node.SiteNode.Wire;
import io.bush.realtime.it.faults.plant.Backs;
import io.bush.realtime.it.faults.plant.Plant;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.observe.RealtimeListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A link brings a change of access and the events behind it in one heap, or is made anew after it has lost both: not one of these
 * events may reach whoever has lost access, and nobody else may miss one.
 */
@OneRedis
@Tag("P6")
class BurstTest {

    private static final List<Channel> CHANNELS = LocalNode.CHANNELS;
    private static final int EVENTS = 40;

    private final RedisBinary binary;

    BurstTest(RedisBinary binary) {
        this.binary = binary;
    }

    /** Somebody with both channels. */
    private static final class Reader {

        private final List<String> frames = new CopyOnWriteArrayList<>();

        Reader(SiteNode node, String user, History history) {
            Wire wire = node.open(user, history.open(user, user, node.name()), frames::add, code -> {});
            Until.holds("established", () -> count("connection.established") == 1);
            CHANNELS.forEach(channel -> wire.say("{\"action\":\"subscribe\",\"channel\":\"" + channel.type()
                    + "\",\"resource_id\":\"" + channel.id() + "\"}"));
            Until.holds("confirmed", () -> count("subscription.confirmed") == CHANNELS.size());
        }

        long count(String what) {
            return frames.stream().filter(it -> it.contains("\"" + what + "\"")).count();
        }
    }

    /** How many events reached somebody whose access was taken back before any of them was published. */
    private long leaked(Plant plant, Consumer<TcpRelay> blow) {
        Backs backs = Backs.real(plant);
        // Nothing but its link tells the node: what it reads from the log for itself comes in an order of its own.
        RealtimeSettings settings = LocalNode.settings().with(new RepairSettings(Duration.ofMinutes(5), 64, 1_000));
        History history = new History();
        try (RedisServer redis = RedisServer.start(binary);
                TcpRelay relay = TcpRelay.to(redis.port());
                SiteNode one = new LocalNode("n1", backs.honest().apply(redis.port()), RealtimeListener.NONE);
                SiteNode two =
                        new LocalNode("n2", backs.tested().apply(relay.port()), RealtimeListener.NONE, settings)) {
            Reader ann = new Reader(two, "user_ann", history);
            Reader bob = new Reader(two, "user_bob", history);
            blow.accept(relay);
            List.of(one, two).forEach(node -> node.permit("user_ann", Access.DENIED));
            assertThat(one.revoke("user_ann").join()).isTrue();
            for (int n = 1; n <= EVENTS; n++) {
                one.publish(CHANNELS.get(n % CHANNELS.size()), n).join();
            }
            relay.accept();
            relay.pubSub().heal();
            Until.holds("everything is there", () -> bob.count("e.x") == EVENTS);
            Until.holds("revoked", () -> ann.count("subscription.revoked") == CHANNELS.size());
            return ann.count("e.x");
        }
    }

    private static void stalled(TcpRelay relay) {
        relay.pubSub().stallReplies();
    }

    private static void cut(TcpRelay relay) {
        relay.refuse();
        relay.pubSub().cut();
    }

    @Test
    void nothingOfAHeapReachesWhoseAccessWasTakenBackBefore() {
        for (int i = 0; i < 3; i++) {
            assertThat(leaked(Plant.NOTHING, BurstTest::stalled)).isZero();
        }
    }

    @Test
    void nothingComesOverANewLinkBeforeTheChangesThatTheOldOneLost() {
        assertThat(leaked(Plant.NOTHING, BurstTest::cut)).isZero();
    }

    @Test
    void eventsThatOvertakeAChangeAreFound() {
        assertThat(IntStream.range(0, 12).anyMatch(run -> leaked(Plant.OVERTAKEN_CHANGES, BurstTest::stalled) > 0))
                .as("found in one of twelve runs")
                .isTrue();
    }
}
