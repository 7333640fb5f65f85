package io.bush.examples.dialects;

import io.bush.examples.dialects.account.Tokens;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: one process, no service besides. */
@Command(
        name = "dialects",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "dialects 0.1.0",
        description = "One hub that speaks five protocols: its own, and those of four other systems.")
public final class DialectsServer implements Callable<Integer> {

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "3001",
            description = "0 to 65535; 0 takes any free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--secret",
            paramLabel = "TEXT",
            defaultValue = "${env:JWT_SECRET}",
            description = "Signs tokens, 32 bytes or more; also from JWT_SECRET. Without it a new one each time.")
    private @Nullable String secret;

    @Option(
            names = "--redis",
            paramLabel = "ADDRESS",
            defaultValue = "${env:REDIS_URL}",
            description = "redis://… that several servers share; also from REDIS_URL. Without it, and while it is away,"
                    + " the server goes on alone.")
    private @Nullable String redis;

    @Option(
            names = "--nats",
            paramLabel = "ADDRESS",
            defaultValue = "${env:NATS_URL}",
            description =
                    "nats://… that events of blobs, processors, books and conversations come from; also from NATS_URL.")
    private @Nullable String nats;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "PT3S",
            description = "How long clients have to leave when the server stops, PT0S to PT1H (${DEFAULT-VALUE}).")
    private Duration drain = Duration.ofSeconds(3);

    private DialectsServer() {}

    /** Runs the server; the exit code is 1 when it cannot start, 2 for options nobody knows. */
    public static void main(String[] args) {
        int code = new CommandLine(new DialectsServer())
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    System.err.println("dialects: " + failure.getMessage());
                    return 1;
                })
                .execute(args);
        System.exit(code);
    }

    @Override
    public Integer call() throws Exception {
        Tokens tokens = new Tokens(secretBytes(), Clock.systemUTC());
        Choices choices = Choices.DEFAULT;
        if (redis != null) {
            RedisSettings settings = RedisSettings.of(redis).with(RedisSettings.WhenUnreachable.START_DEGRADED);
            choices = choices.over(RedisBackplane.with(settings));
        }
        choices = choices.following(nats, Duration.ofSeconds(2));
        DialectsApp app = DialectsApp.start(Demo.directory(), tokens, choices);
        JettyFront front = JettyFront.start(app, host, port);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            front.drain(drain);
                            stopped.countDown();
                        },
                        "stop"));
        System.out.println("listening on http://" + host + ":" + front.port());
        Demo.tokens(tokens).forEach((user, token) -> System.out.println("token of " + user + ": " + token));
        System.out.flush();
        stopped.await();
        return 0;
    }

    private byte[] secretBytes() {
        if (secret != null) {
            return secret.getBytes(StandardCharsets.UTF_8);
        }
        byte[] random = new byte[Tokens.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
