package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.PublishResult;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.kit.FollowedNode;
import io.bush.realtime.redis.kit.LoggedWarnings;
import io.bush.realtime.redis.kit.Publishing;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes publish and follow while a cluster changes. */
@EachRedis(RedisLine.OLDEST)
@Tag("P1")
@Tag("P10")
@Tag("section-6")
class ClusterChangesTest {

    /** So many that each master has some. */
    private static final List<Channel> CHANNELS = IntStream.range(0, 6)
            .mapToObj(i -> new Channel("file", "file_" + i))
            .toList();

    private final RedisBinary binary;
    private final LoggedWarnings warnings = new LoggedWarnings();

    ClusterChangesTest(RedisBinary binary) {
        this.binary = binary;
    }

    /** Of servers that cannot be reached lettuce may warn, but of nothing that it does itself when a node leaves. */
    @AfterEach
    void nothingIsClosedTwiceAndNothingBegunTooLate() {
        warnings.close();
        assertThat(warnings.all())
                .noneMatch(warning -> warning.startsWith("io.netty") || warning.contains("already closed"));
    }

    @Test
    @Tag("P11")
    void aNodeThatLeavesWhileLettuceAsksTheServersForEachOtherWarnsOfNothing() {
        try (RedisCluster cluster = RedisCluster.start(binary).patient()) {
            for (int i = 0; i < 10; i++) {
                try (SystemTime time = SystemTime.start(2);
                        Backplane node = RedisBackplane.with(unhurried(cluster)).create(time.runtime())) {
                    Concurrently.await(node.bus().subscribe(CHANNELS.get(0)));
                    // The link that is lost is a reason to ask.
                    cluster.nodes().forEach(server -> server.client().call("CLIENT", "KILL", "TYPE", "pubsub"));
                    Concurrently.await(node.eventLog().heads(CHANNELS, Retention.DEFAULT));
                }
            }
        }
    }

    @Test
    void aKilledMasterIsReplacedAndNobodyMissesAnything() {
        try (RedisCluster cluster = RedisCluster.start(binary);
                FollowedNode one = new FollowedNode(settings(cluster), CHANNELS);
                FollowedNode two = new FollowedNode(settings(cluster), CHANNELS);
                Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
            publishing.stored(60);
            cluster.killAndAwaitReplaced(ownerOf(cluster, CHANNELS.get(0)));
            publishing.stored(60);
            publishing.stop();

            everybodyHasEverything(one, two);
        }
    }

    @Test
    void aMasterThatStandsStillIsReplacedAndItsReturnChangesNothing() {
        try (RedisCluster cluster = RedisCluster.start(binary);
                FollowedNode one = new FollowedNode(settings(cluster), CHANNELS);
                FollowedNode two = new FollowedNode(settings(cluster), CHANNELS);
                Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
            publishing.stored(60);
            RedisServer owner = ownerOf(cluster, CHANNELS.get(0));
            owner.pause();
            publishing.stored(60);
            owner.resume();
            publishing.more(100);
            publishing.stored(60);
            publishing.stop();

            everybodyHasEverything(one, two);
        }
    }

    @Test
    void theServerOfTheBusLinkIsKilledAndAnotherBringsWhatCameMeanwhile() {
        try (RedisCluster cluster = RedisCluster.start(binary).patient();
                FollowedNode one = new FollowedNode(unhurried(cluster), CHANNELS);
                FollowedNode two = new FollowedNode(unhurried(cluster), CHANNELS);
                Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
            publishing.stored(60);
            List<RedisServer> masters = cluster.masters();
            for (RedisServer server : cluster.nodes()) {
                // Replicas only, so that no command fails: whoever has its link there has to move on.
                if (!masters.contains(server)) {
                    server.kill();
                    publishing.more(20);
                }
            }
            for (RedisServer master : masters) {
                master.client().call("CLIENT", "KILL", "TYPE", "pubsub");
                publishing.more(20);
            }
            publishing.stop();

            everybodyHasEverything(one, two);
            assertThat(publishing.answered()).hasOnlyElementsOfType(PublishResult.Durable.class);
            assertThat(resets(one) + resets(two)).isZero();
        }
    }

    @Test
    void slotsThatMoveCostNobodyAnything() {
        try (RedisCluster cluster = RedisCluster.start(binary).patient();
                FollowedNode one = new FollowedNode(unhurried(cluster), CHANNELS);
                FollowedNode two = new FollowedNode(unhurried(cluster), CHANNELS);
                Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
            publishing.stored(60);
            for (Channel channel : CHANNELS) {
                RedisServer owner = ownerOf(cluster, channel);
                RedisServer other = cluster.masters().stream()
                        .filter(it -> it != owner)
                        .findFirst()
                        .orElseThrow();
                cluster.moveSlot(slotOf(cluster, channel), other);
                publishing.more(12);
            }
            publishing.stored(60);
            publishing.stop();

            everybodyHasEverything(one, two);
            assertThat(publishing.answered()).hasOnlyElementsOfType(PublishResult.Durable.class);
            assertThat(resets(one) + resets(two)).isZero();
        }
    }

    @Test
    void aClusterTakenForOneServerAndTheOtherWayRoundFailTheStart() {
        try (SystemTime time = SystemTime.start(2);
                RedisServer single = RedisServer.start(binary);
                RedisServer member = RedisServer.start(binary, "cluster-enabled yes")) {
            RedisSettings cluster = RedisSettings.over(
                    new RedisTopology.Cluster(List.of(new RedisAddress("127.0.0.1", single.port()))));
            // What says nothing for a second would be the last that is said, of 24 tries.
            RedisTiming timing =
                    RedisTiming.DEFAULT.withDeadlines(RedisTiming.DEFAULT.connect(), Duration.ofSeconds(10));
            assertThatThrownBy(() -> RedisBackplane.with(cluster).create(time.runtime()))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("but the server is of another kind");
            member.client().text("CLUSTER", "ADDSLOTS", 0);
            assertThatThrownBy(() -> RedisBackplane.with(
                                    RedisSettings.of(member.uri()).with(timing))
                            .create(time.runtime()))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("CLUSTERDOWN");
        }
    }

    private static RedisSettings settings(RedisCluster cluster) {
        return RedisSettings.over(Topologies.of(cluster)).with(Topologies.QUICK);
    }

    /** Where nobody dies who has slots: then no command has to wait for long, unless the machine does. */
    private static RedisSettings unhurried(RedisCluster cluster) {
        return RedisSettings.over(Topologies.of(cluster)).with(Topologies.UNHURRIED);
    }

    private static int slotOf(RedisCluster cluster, Channel channel) {
        return cluster.slotOf("bush:events:" + channel.name());
    }

    private static RedisServer ownerOf(RedisCluster cluster, Channel channel) {
        return cluster.masterOf(slotOf(cluster, channel));
    }

    private static int resets(FollowedNode node) {
        return CHANNELS.stream()
                .mapToInt(channel -> node.told(channel).resets())
                .sum();
    }

    private static void everybodyHasEverything(FollowedNode... nodes) {
        for (Channel channel : CHANNELS) {
            for (FollowedNode node : nodes) {
                Until.holds(
                        "at the head",
                        () -> nodes[0].head(channel)
                                .equals(Optional.ofNullable(node.told(channel).at())));
                assertThat(node.told(channel).gaps()).isEmpty();
                assertThat(node.told(channel).numbers()).hasSizeGreaterThan(5);
            }
        }
    }
}
