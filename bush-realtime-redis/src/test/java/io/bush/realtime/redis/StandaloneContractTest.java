package io.bush.realtime.redis;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.testkit.contract.Subject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The whole back end over one server keeps every contract, with no more rights than docs/operations.md names. */
@EachRedis
class StandaloneContractTest extends EveryContract {

    private static final RedisSubjects SUBJECTS = new RedisSubjects();

    private final RedisServer server;

    StandaloneContractTest(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void giveTheRights() {
        Rights.give(List.of(server), Rights.words());
    }

    @AfterEach
    void theyWereEnough() {
        Rights.nothingWasRefused(List.of(server));
    }

    @Override
    protected RedisSettings settings() {
        return RedisSettings.of(server.uri()).with(Rights.LOGIN).with(Topologies.UNHURRIED);
    }

    @Override
    protected Subject open() {
        return SUBJECTS.open(settings(), List.of(server));
    }

    @AfterAll
    static void closeThreads() {
        SUBJECTS.close();
    }
}
