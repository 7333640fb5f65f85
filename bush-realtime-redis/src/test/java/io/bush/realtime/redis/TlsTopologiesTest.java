package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.SentinelSet;
import io.bush.realtime.it.redis.ServerTls;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.redis.kit.FollowedNode;
import io.bush.realtime.redis.kit.Publishing;
import io.bush.realtime.redis.kit.TestCertificate;
import io.bush.realtime.time.SystemTime;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers that encrypt, towards nodes and towards each other: at the start, and when another becomes the master. */
@EachRedis
@Tag("P1")
@Tag("P10")
@Tag("section-6")
class TlsTopologiesTest {

    @TempDir
    private static Path directory;

    private static final List<Channel> CHANNELS = IntStream.range(0, 6)
            .mapToObj(i -> new Channel("file", "file_" + i))
            .toList();

    private final RedisBinary binary;

    TlsTopologiesTest(RedisBinary binary) {
        this.binary = binary;
    }

    private static TestCertificate certificate() {
        return TestCertificate.in(directory, "servers", "ip:127.0.0.1");
    }

    private static ServerTls tls() {
        return new ServerTls(
                certificate().certificate(), certificate().key(), certificate().certificate());
    }

    private static RedisSettings trusting(RedisTopology topology) {
        return RedisSettings.over(topology)
                .with(Topologies.QUICK)
                .with(RedisTls.trusting(certificate().certificate()));
    }

    /** Who trusts somebody else does not start, and is told by which setting. */
    private static void strangersAreRefused(RedisTopology topology) {
        TestCertificate others = TestCertificate.in(directory, "others", "ip:127.0.0.1");
        try (SystemTime time = SystemTime.start(2)) {
            RedisSettings settings = RedisSettings.over(topology)
                    .with(Topologies.UNHURRIED)
                    .with(RedisTls.trusting(others.certificate()));
            assertThatThrownBy(() -> RedisBackplane.with(settings).create(time.runtime()))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("redis.tls is RedisTls[verify=CERTIFICATE_AND_HOST")
                    .hasMessageContaining("certification path");
        }
    }

    @Test
    void overSentinelsNodesFollowToTheNewMaster() {
        try (SentinelSet set = SentinelSet.start(binary, tls()).patient()) {
            strangersAreRefused(Topologies.of(set));
            try (FollowedNode one = new FollowedNode(trusting(Topologies.of(set)), CHANNELS);
                    FollowedNode two = new FollowedNode(trusting(Topologies.of(set)), CHANNELS);
                    Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
                publishing.stored(60);
                RedisServer old = set.master();
                set.failover();
                Until.holds(
                        "they are at the new master and not at the old one",
                        () -> Topologies.nodesAt(old) == 0 && Topologies.nodesAt(set.master()) == 4);
                publishing.stored(60);
                publishing.stop();

                everybodyHasEverything(one, two);
            }
        }
    }

    @Test
    void inAClusterAKilledMasterIsReplaced() {
        try (RedisCluster cluster = RedisCluster.start(binary, tls()).patient()) {
            strangersAreRefused(Topologies.of(cluster));
            try (FollowedNode one = new FollowedNode(trusting(Topologies.of(cluster)), CHANNELS);
                    FollowedNode two = new FollowedNode(trusting(Topologies.of(cluster)), CHANNELS);
                    Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
                publishing.stored(60);
                cluster.killAndAwaitReplaced(cluster.masterOf(
                        cluster.slotOf("bush:events:" + CHANNELS.get(0).name())));
                publishing.stored(60);
                publishing.stop();

                everybodyHasEverything(one, two);
            }
        }
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
