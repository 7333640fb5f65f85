package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.Rights.Where;
import io.bush.realtime.testkit.contract.Subject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The whole back end over a cluster keeps every contract, with no more rights than docs/operations.md names. */
@EachRedis(RedisLine.OLDEST)
class ClusterContractTest extends EveryContract {

    private static final RedisSubjects SUBJECTS = new RedisSubjects();

    private final RedisCluster cluster;

    ClusterContractTest(RedisCluster cluster) {
        this.cluster = cluster;
    }

    @BeforeEach
    void giveTheRights() {
        Rights.give(cluster.nodes(), Rights.words(Where.CLUSTER));
    }

    @AfterEach
    void theyWereEnough() {
        Rights.nothingWasRefused(cluster.nodes());
    }

    @Override
    protected RedisSettings settings() {
        return RedisSettings.over(Topologies.of(cluster)).with(Rights.LOGIN).with(Topologies.UNHURRIED);
    }

    @Override
    protected Subject open() {
        Subject subject = SUBJECTS.open(settings(), cluster.masters());
        return new Subject(subject.backplane(), subject.passTime(), this::settle);
    }

    /** What a server publishes reaches another in its order: where a last message is, all before it are. */
    private void settle() {
        List<RespClient> listening = new ArrayList<>();
        List<RedisServer> masters = cluster.masters();
        try {
            for (RedisServer node : cluster.nodes()) {
                RespClient client = node.connect();
                listening.add(client);
                client.call("SUBSCRIBE", "settled");
            }
            masters.forEach(master -> master.client().call("PUBLISH", "settled", "last"));
            listening.forEach(client -> masters.forEach(
                    master -> assertThat((List<?>) client.read()).hasSize(3)));
        } finally {
            listening.forEach(RespClient::close);
        }
    }

    @AfterAll
    static void closeThreads() {
        SUBJECTS.close();
    }
}
