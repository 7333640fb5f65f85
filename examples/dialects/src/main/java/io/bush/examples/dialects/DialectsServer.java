package io.bush.examples.dialects;

import io.bush.examples.dialects.account.Tokens;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line: one process, no service besides. */
@Command(
        name = "dialects",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "dialects 0.1.0",
        description = "One hub that speaks five protocols: its own, and those of four other systems.")
public final class DialectsServer implements Callable<Integer> {

    private static final Duration LONGEST_DRAIN = Duration.ofHours(1);
    private static final Pattern NATS_ADDRESS = Pattern.compile("(nats|tls)://([^@/]+@)?[^@/:]+(:\\d{1,5})?/?");

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
        System.exit(run(new PrintWriter(System.err, true, StandardCharsets.UTF_8), args));
    }

    static int run(PrintWriter errors, String... args) {
        return new CommandLine(new DialectsServer())
                .setErr(errors)
                .registerConverter(Duration.class, DialectsServer::duration)
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    errors.println("dialects: " + failure.getMessage());
                    return 1;
                })
                .execute(args);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is no duration; write PT3S for three seconds");
        }
    }

    @Override
    public Integer call() throws Exception {
        check(port >= 0 && port <= 0xFFFF, "--port is " + port + ", allowed: 0 to 65535");
        check(
                !drain.isNegative() && drain.compareTo(LONGEST_DRAIN) <= 0,
                "--drain is " + drain + ", allowed: PT0S to PT1H");
        Tokens tokens = new Tokens(secretBytes(), Clock.systemUTC());
        DialectsApp app = DialectsApp.start(Demo.directory(), tokens, choices());
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

    private static void check(boolean allowed, String otherwise) {
        if (!allowed) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private Choices choices() {
        // Addresses may hold a password, so what is wrong with one is said without it.
        check(
                nats == null || NATS_ADDRESS.matcher(nats).matches(),
                "--nats cannot be read (not shown, it may hold a password), allowed: nats://[user:password@]host[:port], or tls://");
        Choices choices = Choices.DEFAULT.following(nats, Duration.ofSeconds(2));
        if (redis == null) {
            return choices;
        }
        try {
            RedisSettings settings = RedisSettings.of(redis).with(RedisSettings.WhenUnreachable.START_DEGRADED);
            return choices.over(RedisBackplane.with(settings));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "--redis cannot be read (not shown, it may hold a password), allowed:"
                            + " redis://[user:password@]host[:port][/database], or rediss:// for TLS",
                    e);
        }
    }

    private byte[] secretBytes() {
        if (secret != null) {
            byte[] given = secret.getBytes(StandardCharsets.UTF_8);
            check(
                    given.length >= Tokens.MIN_SECRET_BYTES,
                    "--secret has " + given.length + " bytes, allowed: " + Tokens.MIN_SECRET_BYTES + " or more");
            return given;
        }
        byte[] random = new byte[Tokens.MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(random);
        return random;
    }
}
