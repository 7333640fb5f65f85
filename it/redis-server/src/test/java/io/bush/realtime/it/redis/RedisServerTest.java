package io.bush.realtime.it.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.RespClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@EachRedis
class RedisServerTest {

    private static final Duration SHORT = Duration.ofMillis(200);

    private final RedisBinary binary;

    RedisServerTest(RedisBinary binary) {
        this.binary = binary;
    }

    @Test
    void isOfTheVersionItSays() {
        try (RedisServer redis = RedisServer.start(binary)) {
            ServerReport report = ServerReport.info(redis, "server");

            assertThat(report.get("redis_version")).isEqualTo(binary.version());
            assertThat(report.get("process_id")).isEqualTo(Long.toString(redis.pid()));
        }
    }

    @Test
    void settingsWinOverTheDefaults() {
        try (RedisServer redis =
                RedisServer.start(binary, "maxmemory 5mb", "client-output-buffer-limit pubsub 1mb 0 0")) {
            assertThat(redis.client().texts("CONFIG", "GET", "maxmemory")).containsExactly("maxmemory", "5242880");
            assertThat(redis.client()
                            .texts("CONFIG", "GET", "client-output-buffer-limit")
                            .get(1))
                    .contains("pubsub 1048576 0 0");
        }
    }

    @Test
    void saysWhyItDidNotComeUp() {
        assertThatThrownBy(() -> RedisServer.start(binary, "no-such-setting 1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void aKilledOneIsGoneAndComesBackEmptyOnItsPort() {
        try (RedisServer redis = RedisServer.start(binary)) {
            RespClient other = redis.connect();
            int port = redis.port();
            redis.client().text("SET", "key", "value");

            redis.kill();

            assertThat(redis.isAlive()).isFalse();
            assertThatThrownBy(() -> other.text("PING")).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(redis::connect).isInstanceOf(UncheckedIOException.class);
            redis.restart();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(redis.client().number("DBSIZE")).isZero();
        }
    }

    @Test
    void aPausedOneTakesConnectionsAndAnswersLater() {
        try (RedisServer redis = RedisServer.start(binary)) {
            redis.pause();
            try (RespClient hasty = RespClient.connect(redis.port(), SHORT);
                    RespClient patient = redis.connect()) {
                assertThatThrownBy(() -> hasty.text("PING")).isInstanceOf(UncheckedIOException.class);
                patient.send("INCR", "counted");
                redis.resume();

                assertThat(patient.read()).isEqualTo(1L);
            }
        }
    }

    @Test
    void comesBackWithOlderDataOrWithNone() {
        try (RedisServer redis = RedisServer.start(binary)) {
            redis.client().text("SET", "key", "older");
            Path older = redis.snapshot();
            redis.client().text("SET", "key", "newer");
            Path newer = redis.snapshot();

            redis.restartFrom(older);
            assertThat(redis.client().text("GET", "key")).isEqualTo("older");
            redis.restartFrom(newer);
            assertThat(redis.client().text("GET", "key")).isEqualTo("newer");
            redis.restart();
            assertThat(redis.client().text("GET", "key")).isEqualTo("newer");
            redis.restartEmpty();
            assertThat(redis.client().number("DBSIZE")).isZero();
        }
    }

    @Test
    void keepsItsDataOverAKillWhenItLogsThem() {
        try (RedisServer redis = RedisServer.start(binary, "appendonly yes", "appendfsync always")) {
            redis.client().text("SET", "key", "kept");

            redis.restart();
            assertThat(redis.client().text("GET", "key")).isEqualTo("kept");
            redis.restartEmpty();
            assertThat(redis.client().number("DBSIZE")).isZero();
        }
    }

    @Test
    void isMadeFreshWhateverWasDoneToIt() {
        try (RedisServer redis = RedisServer.start(binary)) {
            redis.client().text("SET", "key", "value");
            redis.pause();
            redis.fresh();
            assertThat(redis.client().number("DBSIZE")).isZero();

            redis.kill();
            redis.fresh();
            assertThat(redis.client().text("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aPausedOneEndsWithItsClose() {
        RedisServer redis = RedisServer.start(binary);
        ProcessHandle process = ProcessHandle.of(redis.pid()).orElseThrow();
        redis.pause();

        redis.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(redis.output()).isRegularFile();
    }

    @Test
    void endsWithAJvmThatIsKilled() throws IOException {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dbush.redis.directory=" + RedisBinaries.directory(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsOne.class.getName(),
                        binary.path().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle started;
        try (BufferedReader said = jvm.inputReader(StandardCharsets.UTF_8)) {
            String pid = said.lines()
                    .filter(it -> it.startsWith(StartsOne.MARK))
                    .findFirst()
                    .orElseThrow();
            started = ProcessHandle.of(Long.parseLong(pid.substring(StartsOne.MARK.length())))
                    .orElseThrow();
            assertThat(started.isAlive()).isTrue();
        } finally {
            jvm.destroyForcibly();
        }

        Until.holds("the server ended with the JVM", () -> !started.isAlive());
    }

    /** What the other JVM runs. */
    static final class StartsOne {
        static final String MARK = "server ";

        private StartsOne() {}

        public static void main(String[] arguments) throws IOException {
            RedisBinary binary = RedisBinary.at(Path.of(arguments[0])).orElseThrow();
            // One that was closed must not disturb the guard of the other.
            RedisServer.start(binary).close();
            System.out.println(MARK + RedisServer.start(binary).pid());
            System.out.flush();
            // Waits to be killed.
            assertThat(System.in.read()).isNegative();
        }
    }

    @Test
    void leavesNothingOfItsDataBehind() {
        RedisServer redis = RedisServer.start(binary);
        redis.client().text("SET", "key", "value");
        Path data = redis.snapshot().getParent();
        assertThat(data).isDirectory();

        redis.close();

        assertThat(data).doesNotExist();
    }
}
