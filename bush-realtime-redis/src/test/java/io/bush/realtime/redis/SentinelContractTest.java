package io.bush.realtime.redis;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.SentinelSet;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.Rights.Where;
import io.bush.realtime.testkit.contract.Subject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * The whole back end over a master that Sentinels name keeps every contract. */
@EachRedis(RedisLine.RECENT)
class SentinelContractTest extends EveryContract {

    private static final RedisSubjects SUBJECTS = new RedisSubjects();

    private final SentinelSet set;

    SentinelContractTest(SentinelSet set) {
        this.set = set;
    }

    @BeforeEach
    void giveTheRights() {
        Rights.give(List.of(set.first(), set.second()), Rights.words(Where.SENTINEL));
    }

    @AfterEach
    void theyWereEnough() {
        Rights.nothingWasRefused(List.of(set.first(), set.second()));
    }

    @Override
    protected RedisSettings settings() {
        return RedisSettings.over(Topologies.of(set)).with(Rights.LOGIN).with(Topologies.UNHURRIED);
    }

    @Override
    protected Subject open() {
        return SUBJECTS.open(settings(), List.of(set.master()));
    }

    @AfterAll
    static void closeThreads() {
        SUBJECTS.close();
    }
}
