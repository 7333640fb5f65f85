package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.SentinelSet;
import io.bush.realtime.it.redis.ServerReport;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.kit.FollowedNode;
import io.bush.realtime.redis.kit.Publishing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two nodes publish and follow while the Sentinels make another server the master. */
@EachRedis(RedisLine.RECENT)
@Tag("P1")
@Tag("P10")
@Tag("section-6")
class SentinelFailoverTest {

    private static final List<Channel> CHANNELS = List.of(new Channel("file", "file_a"), new Channel("file", "file_b"));

    private final RedisBinary binary;

    SentinelFailoverTest(RedisBinary binary) {
        this.binary = binary;
    }

    @Test
    void anOldMasterThatIsAliveAndTakesWritesIsLeftBeforeItLearnsOfItsEndAndNobodyMissesAnything() {
        try (SentinelSet set = SentinelSet.start(binary).patient();
                FollowedNode one = new FollowedNode(settings(set), CHANNELS);
                FollowedNode two = new FollowedNode(settings(set), CHANNELS);
                Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
            publishing.stored(50);
            RedisServer old = set.master();
            // Or the Sentinels would tell it after ten seconds.
            old.client().text("ACL", "SETUSER", "default", "-slaveof", "-replicaof");
            set.failover();
            RedisServer master = set.master();
            Until.holds(
                    "nobody is at the old master",
                    () -> Topologies.nodesAt(old) == 0 && Topologies.nodesAt(master) == 4);

            assertThat(ServerReport.info(old, "replication").get("role"))
                    .as("nobody has told it yet")
                    .isEqualTo("master");
            publishing.stored(50);
            publishing.stop();
            everybodyHasEverything(one, two);
        }
    }

    @Test
    void aMasterThatStandsStillIsReplacedAndItsReturnBringsNobodyBack() {
        try (SentinelSet set = SentinelSet.start(binary);
                FollowedNode one = new FollowedNode(settings(set), CHANNELS);
                FollowedNode two = new FollowedNode(settings(set), CHANNELS);
                Publishing publishing = new Publishing(List.of(one, two), CHANNELS)) {
            publishing.stored(50);
            RedisServer old = set.master();
            old.pause();
            set.awaitMasterIsNot(old);
            // Or the new one would be replaced by the old one when it stands still for a second.
            set.patient();
            publishing.stored(50);
            old.resume();
            publishing.more(100);
            publishing.stop();

            Until.holds(
                    "all are at the new master",
                    () -> Topologies.nodesAt(set.master()) == 4 && Topologies.nodesAt(old) == 0);
            everybodyHasEverything(one, two);
        }
    }

    private static RedisSettings settings(SentinelSet set) {
        return RedisSettings.over(Topologies.of(set)).with(Topologies.QUICK);
    }

    private static void everybodyHasEverything(FollowedNode... nodes) {
        for (Channel channel : CHANNELS) {
            for (FollowedNode node : nodes) {
                Until.holds(
                        "at the head",
                        () -> nodes[0].head(channel)
                                .equals(Optional.ofNullable(node.told(channel).at())));
                assertThat(node.told(channel).gaps()).isEmpty();
                assertThat(node.told(channel).numbers()).hasSizeGreaterThan(20);
            }
        }
    }
}
