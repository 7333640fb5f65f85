package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.redis.Rights.Where;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rights of docs/operations.md are enough and not too many. That every operation works under them the contract tests
 * show, which log in as that user.
 */
@EachRedis
@Tag("section-6")
class RightsTest {

    /** What is called by its name, and what a loop names. */
    private static final Pattern COMMANDS = Pattern.compile("p?call\\('[A-Z]+'|ipairs\\(\\{'[A-Z', ]+\\}\\)");

    private static final Pattern NAME = Pattern.compile("'([A-Z]+)'");
    /** Rights that are not those of a command in a script. */
    private static final List<String> CONNECTION = List.of(
            "+client|setname",
            "+eval",
            "+evalsha",
            "+subscribe",
            "+unsubscribe",
            "+role",
            "+cluster|nodes",
            "+cluster|myid",
            "+info",
            "+asking",
            "+select");

    private final RedisServer server;
    private final SystemTime time = SystemTime.start(2);

    RightsTest(RedisServer server) {
        this.server = server;
    }

    @AfterEach
    void closeTime() {
        time.close();
    }

    private void start(List<String> rights) {
        Rights.give(List.of(server), rights);
        // What the server remembers runs without being sent whole.
        server.client().text("SCRIPT", "FLUSH");
        // A link that goes on taking longer than it may is given up, and what it may not do is not told.
        RedisSettings settings = RedisSettings.of(server.uri())
                .with(Topologies.UNHURRIED)
                .with(Rights.LOGIN)
                .with(RedisIngestion.of(ChannelTypes.defaults()));
        RedisBackplane.with(settings).create(time.runtime()).close();
    }

    @Test
    void theyAreExactlyWhatTheScriptsContain() throws IOException {
        Set<String> documented = new TreeSet<>(Rights.words(Where.values()).stream()
                .filter(word -> word.startsWith("+") && !CONNECTION.contains(word))
                .toList());
        assertThat(documented).isEqualTo(usedByScripts());
    }

    private static Set<String> usedByScripts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "resources"))) {
            return files.filter(file -> file.toString().endsWith(".lua") && !file.endsWith("rights.lua"))
                    .flatMap(file -> COMMANDS.matcher(read(file)).results())
                    .flatMap(calls -> NAME.matcher(calls.group()).results())
                    .map(name -> "+" + name.group(1).toLowerCase(Locale.ROOT))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void withAllOfThemANodeStarts() {
        start(Rights.words(Where.INGESTION));
        Rights.nothingWasRefused(List.of(server));
    }

    @Test
    void whatScriptsMayNotDoFailsTheStartWithTheNameOfEach() throws IOException {
        Set<String> commands = usedByScripts();
        List<String> less = new ArrayList<>(Rights.words(Where.INGESTION));
        less.removeAll(commands);

        assertThatThrownBy(() -> start(less))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("redis.credentials is RedisCredentials[user=bush, password=***]")
                .hasMessageContaining("the rights are not enough (docs/operations.md lists them)")
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains(commands.stream()
                                .map(right -> right.substring(1).toUpperCase(Locale.ROOT) + ": ")
                                .toList()));
    }

    @ParameterizedTest
    @CsvSource({
        "+eval, 'eval'",
        "+evalsha, 'evalsha'",
        "+subscribe, 'subscribe'",
        "+hget, 'HGET: '",
        "~bush:*, keys",
        "~{bush:*, keys",
        "&bush:*, channel"
    })
    void oneLessFailsTheStart(String right, String named) {
        List<String> less = new ArrayList<>(Rights.words(Where.INGESTION));
        assertThat(less.remove(right)).isTrue();

        assertThatThrownBy(() -> start(less))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("redis.credentials is RedisCredentials[user=bush, password=***]")
                .hasMessageContaining(named);
    }

    @Test
    void aPublisherNeedsWhatAddsToTheLogAndNamesWhatIsMissingOfThat() {
        RedisSettings settings = RedisSettings.of(server.uri())
                .with(Topologies.UNHURRIED)
                .with(new RedisCredentials("bush-publisher", Rights.LOGIN.password()));
        List<String> words = Rights.wordsOfAPublisher();
        Rights.give(List.of(server), words);
        try (RedisPublisher publisher = RedisPublisher.open(settings, ChannelTypes.defaults())) {
            Publication event = Publication.of(new Channel("file", "file_a"), "e.1", 1);
            assertThat(Concurrently.await(publisher.publish(event.idempotencyKey("row-1"))))
                    .isInstanceOf(PublishResult.Durable.class);
            assertThat(Concurrently.await(publisher.publish(event.asVolatile(null))))
                    .isInstanceOf(PublishResult.Volatile.class);
        }
        Rights.nothingWasRefused(List.of(server));
        for (String right : words.subList(words.indexOf("+eval"), words.size())) {
            List<String> less = new ArrayList<>(words);
            less.remove(right);
            Rights.give(List.of(server), less);
            // What the server remembers runs without being sent whole.
            server.client().text("SCRIPT", "FLUSH");
            String name = right.substring(1);
            assertThatThrownBy(() -> RedisPublisher.open(settings, ChannelTypes.defaults()))
                    .as(right)
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("the rights are not enough")
                    .hasMessageContaining(
                            name.startsWith("eval") ? "'" + name + "'" : name.toUpperCase(Locale.ROOT) + ": ");
        }
    }

    @Test
    void aWrongPasswordFailsTheStartByItsName() {
        Rights.give(List.of(server), Rights.words());
        RedisSettings wrong =
                RedisSettings.of(server.uri()).with(Topologies.UNHURRIED).with(new RedisCredentials("bush", "guessed"));

        assertThatThrownBy(() -> RedisBackplane.with(wrong).create(time.runtime()))
                .isInstanceOf(RedisStartException.class)
                .hasMessageContaining("redis.credentials is RedisCredentials[user=bush, password=***]")
                .hasMessageNotContaining("guessed");
    }
}
