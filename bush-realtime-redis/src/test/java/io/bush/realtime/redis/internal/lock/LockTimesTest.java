package io.bush.realtime.redis.internal.lock;

import static io.bush.realtime.testkit.Concurrently.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.internal.command.PlantedScripts;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.kit.PlainScripts;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On one line of Redis; that the scripts do the same on each is shown by {@code ModelAgreesTest}. */
@EachRedis(RedisLine.RECENT)
@Tag("P8")
class LockTimesTest {

    private static final int USERS = 4;

    private final RedisServer server;

    LockTimesTest(RedisServer server) {
        this.server = server;
    }

    @Test
    void inAHundredThousandOperationsNoTwoHoldALockAtTheSameTime() {
        try (PlainScripts scripts = new PlainScripts(server.port())) {
            LockTimes times = run(scripts, 100_000);

            assertThat(times.spans()).isGreaterThan(1_000);
            assertThat(times.offences()).isEmpty();
        }
    }

    @Test
    void aReleaseThatAsksForNoTokenIsNoticed() {
        assertThat(planted("release.lua", "or held.user ~= ARGV[2] or held.token ~= tonumber(ARGV[4])", ""))
                .isTrue();
    }

    @Test
    void aLockThatAnotherGetsTooEarlyIsNoticed() {
        assertThat(planted("acquire.lua", "held.user ~= user then", "held.user ~= user and held.ends > now + 3 then"))
                .isTrue();
    }

    @Test
    void aTokenThatIsGivenTwiceIsNoticed() {
        assertThat(planted("acquire.lua", "held and not displaced and held.token or nil", "math.floor(now / 1000)"))
                .isTrue();
    }

    /** Whether the checker finds something within a tenth of the operations. */
    private boolean planted(String script, String sound, String bug) {
        try (PlainScripts scripts = new PlainScripts(server.port())) {
            return !run(new PlantedScripts(scripts, script, sound, bug), 10_000)
                    .offences()
                    .isEmpty();
        }
    }

    private static LockTimes run(ScriptRunner scripts, int operations) {
        LockTimes times = new LockTimes(scripts);
        AtomicInteger next = new AtomicInteger();
        together(USERS, () -> times.run(next.incrementAndGet(), operations / USERS));
        return times;
    }
}
