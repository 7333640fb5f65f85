package io.bush.realtime.redis;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.testkit.contract.Subject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** The whole back end over one server keeps every contract. */
@EachRedis
class StandaloneContractTest extends EveryContract {

    private final RedisServer server;
    private final RedisSubject subjects = new RedisSubject();

    StandaloneContractTest(RedisServer server) {
        this.server = server;
    }

    @Override
    protected Subject open() {
        return subjects.open(RedisSettings.of(server.uri()), List.of(server));
    }

    @AfterEach
    void closeThreads() {
        subjects.close();
    }
}
