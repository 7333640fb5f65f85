package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.SentinelSet;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.kit.BusEvents;
import io.bush.realtime.redis.kit.LoggedWarnings;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** lettuce has nothing to warn the application's log of when a connection breaks and comes back, and when a node leaves. */
@EachRedis(RedisLine.RECENT)
@Tag("section-6")
class QuietLogTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private final LoggedWarnings warnings = new LoggedWarnings();

    @AfterEach
    void listenNoMore() {
        warnings.close();
    }

    /** Breaks what there is of a node on these servers, waits until it works again, and closes it. */
    private void breakAndClose(RedisTopology topology, List<RedisServer> servers) {
        try (SystemTime time = SystemTime.start(2);
                Backplane node = RedisBackplane.with(
                                RedisSettings.over(topology).with(Topologies.UNHURRIED))
                        .create(time.runtime())) {
            Concurrently.await(node.bus().subscribe(FILE));
            for (int i = 0; i < 3; i++) {
                Concurrently.await(store(node, i));
                for (RedisServer server : servers) {
                    server.client().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                    server.client().call("CLIENT", "KILL", "TYPE", "pubsub");
                }
                Until.holds("it works again", () -> works(node));
            }
        }
        assertThat(warnings.all()).isEmpty();
    }

    private static CompletionStage<?> store(Backplane node, int number) {
        return node.eventLog().append(BusEvents.content(FILE, number), Retention.DEFAULT, null);
    }

    private static boolean works(Backplane node) {
        try {
            return !node.eventLog()
                    .heads(List.of(FILE), Retention.DEFAULT)
                    .toCompletableFuture()
                    .join()
                    .isEmpty();
        } catch (CompletionException notYet) {
            return false;
        }
    }

    @Test
    void overOneServerNothingIsWarnedOf(RedisServer server) {
        breakAndClose(new RedisTopology.Standalone(new RedisAddress("127.0.0.1", server.port()), 0), List.of(server));
    }

    @Test
    void overSentinelsNothingIsWarnedOf(SentinelSet set) {
        breakAndClose(Topologies.of(set), List.of(set.master()));
    }

    @Test
    void whoeverLeavesWhileItConnectsWarnsOfNothing(RedisServer server) {
        for (int i = 0; i < 20; i++) {
            try (SystemTime time = SystemTime.start(2);
                    Backplane node = RedisBackplane.with(
                                    RedisSettings.of(server.uri()).with(Topologies.UNHURRIED))
                            .create(time.runtime())) {
                Concurrently.await(node.bus().subscribe(FILE));
                server.client().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
                server.client().call("CLIENT", "KILL", "TYPE", "pubsub");
            }
        }
        assertThat(warnings.all()).isEmpty();
    }

    @Test
    void whatLettuceWarnsOfWouldBeSeen() {
        InternalLoggerFactory.getInstance("io.lettuce.core.planted").warn("Connection is already closed");

        assertThat(warnings.all()).contains("io.lettuce.core.planted: Connection is already closed");
    }
}
