package io.bush.realtime.it.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.RespClient;
import org.junit.jupiter.api.Test;

@EachRedis
class SetsTest {

    private final RedisBinary binary;

    SetsTest(RedisBinary binary) {
        this.binary = binary;
    }

    @Test
    void aReplicaFollowsUntilItsLinkIsCutAndThenBecomesMasterWithoutTheRest() {
        try (Replicas pair = Replicas.start(binary)) {
            pair.first().client().text("SET", "key", "copied");
            pair.awaitInSync();
            pair.cutLink();
            pair.first().client().text("SET", "key", "not copied");

            assertThat(pair.second().client().text("GET", "key")).isEqualTo("copied");
            try (RespClient before = RespClient.connect(pair.front().port())) {
                assertThat(before.text("GET", "key")).isEqualTo("not copied");
            }
            pair.promote();
            try (RespClient after = RespClient.connect(pair.front().port())) {
                assertThat(after.text("GET", "key")).isEqualTo("copied");
                assertThat(after.text("SET", "key", "written")).isEqualTo("OK");
            }
            pair.demoteFirst();
            assertThat(pair.first().client().text("GET", "key")).isEqualTo("written");
        }
    }

    @Test
    void sentinelsReplaceAMasterThatIsAliveAndOneThatIsDead() {
        // Patient, or it may come back to the old one when a busy machine lets the new one wait for a second.
        try (SentinelSet set = SentinelSet.start(binary).patient()) {
            RedisServer old = set.master();
            RedisServer other = old == set.first() ? set.second() : set.first();

            set.failover();

            assertThat(old.isAlive()).isTrue();
            assertThat(set.master()).isSameAs(other);
            assertThat(other.client().text("SET", "key", "value")).isEqualTo("OK");
        }
        try (SentinelSet set = SentinelSet.start(binary)) {
            RedisServer dead = set.master();
            RedisServer other = dead == set.first() ? set.second() : set.first();
            dead.kill();

            set.awaitMasterIsNot(dead);

            assertThat(set.master()).isSameAs(other);
        }
    }

    @Test
    void aClusterReplacesAKilledMasterAndMovesSlots() {
        // Patient, or nodes that stood still for two seconds are replaced on the way.
        try (RedisCluster cluster = RedisCluster.start(binary).patient()) {
            int slot = cluster.slotOf("{tag}:key");
            assertThat(cluster.slotOf("tag")).isEqualTo(slot);
            RedisServer owner = cluster.masterOf(slot);
            owner.client().text("SET", "{tag}:key", "value");
            RedisServer other = cluster.masters().stream()
                    .filter(it -> it != owner)
                    .findFirst()
                    .orElseThrow();

            cluster.moveSlot(slot, other);
            assertThat(other.client().text("GET", "{tag}:key")).isEqualTo("value");

            cluster.awaitInSync();
            cluster.killAndAwaitReplaced(other);
            RedisServer heir = cluster.masterOf(slot);
            assertThat(heir).isNotSameAs(other);
            assertThat(heir.client().text("GET", "{tag}:key")).isEqualTo("value");
        }
    }
}
