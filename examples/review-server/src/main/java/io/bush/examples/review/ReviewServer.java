package io.bush.examples.review;

import io.bush.examples.review.node.NodeSettings;
import io.bush.examples.review.node.StopSignals;
import io.bush.examples.review.realtime.RedisOption;
import io.bush.examples.review.store.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line: starts a server and runs it until it is told to stop. */
@Command(
        name = "review-server",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "review-server 0.1.0",
        description = "A small media-review server with live events: projects, uploads, comments, share links.")
public final class ReviewServer implements Callable<Integer> {

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to listen on (${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "0 to 65535; 0 takes any free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "./review-data",
            description = "Database, uploads and signing key; several processes may share it (${DEFAULT-VALUE}).")
    private Path data = Path.of("review-data");

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            defaultValue = "${env:REVIEW_ADMIN_TOKEN}",
            description = "Opens GET /v4/stats; also from REVIEW_ADMIN_TOKEN. Without it nobody sees figures.")
    private @Nullable String adminToken;

    @Option(
            names = "--max-upload-mb",
            paramLabel = "MB",
            defaultValue = "200",
            description = "Largest file, 1 to 102400 (${DEFAULT-VALUE}).")
    private long maxUploadMb;

    @Option(
            names = "--token-ttl",
            paramLabel = "DURATION",
            defaultValue = "PT1H",
            description = "How long users' tokens are valid, PT1S to PT720H (${DEFAULT-VALUE}).")
    private Duration tokenTtl = Duration.ofHours(1);

    @Option(
            names = "--redis",
            paramLabel = "URI",
            defaultValue = "${env:REVIEW_REDIS}",
            description = "What several processes share besides --data: redis://, rediss:// for TLS, redis-sentinel://,"
                    + " redis-cluster://; also from REVIEW_REDIS. Without it there is this process only.")
    private @Nullable String redis;

    @Option(
            names = "--node-id",
            paramLabel = "NAME",
            defaultValue = "node",
            description = "This process's name among them: letters, digits, _ and - (${DEFAULT-VALUE}).")
    private String nodeId = "node";

    @Option(
            names = "--db",
            paramLabel = "URL",
            defaultValue = "${env:REVIEW_DB}",
            description = "JDBC URL of a database with H2's SQL; also from REVIEW_DB. Without it the file in --data.")
    private @Nullable String db;

    @Option(
            names = "--drain",
            paramLabel = "DURATION",
            defaultValue = "PT3S",
            description = "How long clients have to leave when the server stops, PT0S to PT1H (${DEFAULT-VALUE}).")
    private Duration drain = Duration.ofSeconds(3);

    @Option(
            names = "--demo",
            description = "Make a user, a project and a picture, and print two commands that show a live event.")
    private boolean demo;

    ReviewServer() {}

    /** Runs the server; the exit code is 1 when it cannot start, 2 for options nobody knows. */
    public static void main(String[] args) {
        int code = line(new ReviewServer())
                .setExecutionExceptionHandler((failure, line, parsed) -> explain(failure))
                .execute(args);
        System.exit(code);
    }

    static CommandLine line(ReviewServer server) {
        return new CommandLine(server).registerConverter(Duration.class, ReviewServer::duration);
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no duration; write PT3S for three seconds, PT1H for an hour");
        }
    }

    private static int explain(Exception failure) throws Exception {
        if (failure instanceof StartFailure) {
            System.err.println("review-server: " + failure.getMessage());
            return 1;
        }
        throw failure;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        // Pictures are scaled without a screen, whatever the machine has.
        System.setProperty("java.awt.headless", "true");
        ReviewSettings settings = settings();
        System.setProperty("review.node", settings.node().isOneOfSeveral() ? nodeId + " " : "");
        StopSignals signals = StopSignals.watch();
        RunningServer server = RunningServer.start(settings);
        System.out.println("listening on " + server.url());
        System.out.flush();
        System.out.println(demo ? Demo.prepare(server.url()) : Hints.text(server.url()));
        System.out.flush();
        signals.await();
        server.close();
        signals.stopped();
        return 0;
    }

    /** What the options say. */
    ReviewSettings settings() {
        long maxUploadBytes = Math.multiplyExact(Math.min(maxUploadMb, Integer.MAX_VALUE), 1L << 20);
        NodeSettings node = new NodeSettings(
                nodeId,
                redis == null ? null : RedisOption.parse(redis),
                db == null ? null : new DatabaseUrl(db),
                drain);
        return new ReviewSettings(host, port, data, adminToken, maxUploadBytes, tokenTtl, node);
    }
}
