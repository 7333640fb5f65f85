package io.bush.realtime.redis.model;

import static io.bush.realtime.testkit.Concurrently.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.redis.internal.command.PlantedScripts;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.kit.PlainScripts;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The model does, step by step, what Redis does: the same random operations with the same losses and the same time, on
 * both. What a simulation finds with the one is then true of the other.
 *
 * <p>{@code -Dmodel.steps=20000} goes further, {@code -Dmodel.seed=7} another way.
 */
@EachRedis
class ModelAgreesTest {

    /** Each bug that is planted here is found within 2,000. */
    private static final int STEPS = Integer.getInteger("model.steps", 5_000);

    private static final long SEED = Long.getLong("model.seed", 11);

    private final RedisServer server;

    ModelAgreesTest(RedisServer server) {
        this.server = server;
    }

    @Test
    @Tag("P7")
    void aboutPresence() {
        run(RandomCalls.Of.PRESENCE);
    }

    @Test
    @Tag("P8")
    void aboutLocks() {
        run(RandomCalls.Of.LOCKS);
    }

    @Test
    @Tag("contract-3.6")
    void aboutLeasesOfConnections() {
        run(RandomCalls.Of.LEASES);
    }

    @Test
    @Tag("P4")
    void aboutTheLogOfAChannel() {
        run(RandomCalls.Of.LOG);
    }

    private void run(RandomCalls.Of about) {
        try (PlainScripts scripts = new PlainScripts(server.port())) {
            TwinScripts twins = new TwinScripts(scripts, server.port());
            walk(twins, SEED, about, STEPS);
            assertThat(twins.steps()).isGreaterThanOrEqualTo(STEPS / 2);
            assertThat(twins.scripts()).containsExactlyElementsOf(about.scripts());
            twins.close();
        }
    }

    private static void walk(TwinScripts twins, long seed, RandomCalls.Of about, int steps) {
        Random random = new Random(seed);
        RandomCalls calls = new RandomCalls(twins, random);
        for (int step = 0; step < steps; step++) {
            int dice = random.nextInt(100);
            if (dice < 6) {
                twins.pass(about.tick);
            } else if (dice == 6) {
                int[] jumps = {-2, 200, 5_000};
                twins.pass(about.tick.multipliedBy(jumps[random.nextInt(jumps.length)]));
            } else if (dice == 7) {
                twins.deleteOne(random.nextInt());
            } else if (dice == 8 && random.nextInt(5) == 0) {
                twins.flush();
            } else {
                answer(calls.call(about));
            }
        }
    }

    /** What differs between the two is said as it is, however many stages it went through. */
    private static void answer(CompletionStage<?> call) {
        try {
            await(call);
        } catch (AssertionError failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof TwinScripts.DifferenceError difference) {
                    throw difference;
                }
            }
            throw failure;
        }
    }

    @Test
    void aScriptThatDoesSomethingElseIsNoticed() {
        assertNoticed("update.lua", "said + 1", "said", RandomCalls.Of.PRESENCE);
        assertNoticed("leave.lua", "math.min(one.ends, now + grace)", "now + grace", RandomCalls.Of.PRESENCE);
        assertNoticed("renew.lua", "one.sequence < tonumber(ARGV[5])", "false", RandomCalls.Of.PRESENCE);
        assertNoticed("acquire.lua", "held and held.stamp or 0", "0", RandomCalls.Of.LOCKS);
        assertNoticed("mend.lua", "mended = mended + 1", "mended = mended + 2", RandomCalls.Of.LOCKS);
        assertNoticed("take.lua", "counted >= tonumber", "counted > tonumber", RandomCalls.Of.LEASES);
        assertNoticed("append.lua", "call('PEXPIRE', log, log_age)", "", RandomCalls.Of.LOG);
        assertNoticed("append.lua", "length == count or", "", RandomCalls.Of.LOG);
    }

    private void assertNoticed(String script, String sound, String planted, RandomCalls.Of about) {
        server.client().call("FLUSHALL");
        try (PlainScripts scripts = new PlainScripts(server.port())) {
            ScriptRunner bad = new PlantedScripts(scripts, script + ", timed", sound, planted);
            TwinScripts twins = new TwinScripts(bad, server.port());
            assertThatThrownBy(() -> walk(twins, 15, about, STEPS))
                    .as(script)
                    .isInstanceOf(TwinScripts.DifferenceError.class);
            twins.close();
        }
    }
}
