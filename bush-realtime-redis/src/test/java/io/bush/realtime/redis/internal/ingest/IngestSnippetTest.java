package io.bush.realtime.redis.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.wire.RespClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The shell snippet of docs/ingestion.md, run as it stands. */
@EachRedis
@Tag("section-6")
class IngestSnippetTest {

    private static final Path PAGE = Path.of("..", "docs", "ingestion.md");

    private final RedisServer server;

    IngestSnippetTest(RedisServer server) {
        this.server = server;
    }

    @Test
    void theSnippetAddsAnEntryThatCanBePublishedToTheStreamOfItsChannel()
            throws IOException, InterruptedException, IngestEntry.Refused {
        Path cli = RedisBinaries.cli().orElse(null);
        // The suite's switch for absent binaries decides whether this may be skipped.
        Assumptions.assumeFalse(cli == null && !RedisBinaries.required(), "no redis-cli on this platform");
        assertThat(cli).as("redis-cli").isNotNull();
        Process shell = new ProcessBuilder(
                        "bash",
                        "-euc",
                        "redis-cli() { \"" + cli.toAbsolutePath() + "\" -p " + server.port() + " \"$@\"; }\n"
                                + snippet())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(output).isZero();

        Channel channel = new Channel("file", "file_abc");
        try (RespClient redis = RespClient.connect(server.port())) {
            IngestEntry entry = onlyEntry(redis, Ingestion.streamOf(channel), output);
            assertThat(entry.content().channel()).isEqualTo(channel);
            assertThat(entry.content().name()).isEqualTo("comment.created");
        }
    }

    /** Reads the one entry of a stream as a node does that publishes it. */
    private static IngestEntry onlyEntry(RespClient redis, int stream, String output) throws IngestEntry.Refused {
        List<?> entries = (List<?>) Objects.requireNonNull(redis.call("XRANGE", "bush:ingest:" + stream, "-", "+"));
        assertThat(entries).as(output).hasSize(1);
        List<?> entry = (List<?>) entries.get(0);
        List<String> fields =
                ((List<?>) entry.get(1)).stream().map(IngestSnippetTest::text).toList();
        return IngestEntry.read(
                stream, text(entry.get(0)), IngestEntry.fields(fields), ChannelTypes.defaults(), Instant.EPOCH);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    private static String snippet() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf("```sh\n", page.indexOf("<!-- snippet: ingest -->"));
        return page.substring(begin + "```sh\n".length(), page.indexOf("```", begin + 6));
    }
}
