package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The user of Redis that docs/operations.md describes. */
final class Rights {

    /** A row of the table of what else is needed. */
    enum Where {
        SENTINEL("named by Sentinels"),
        CLUSTER("in a cluster"),
        DATABASE("database is not 0"),
        INGESTION("ingestion");

        private final String row;

        Where(String row) {
            this.row = row;
        }
    }

    static final RedisCredentials LOGIN = new RedisCredentials("bush", "secret");

    private static final Pattern RIGHT = Pattern.compile("\\+[a-z|]+");

    private Rights() {}

    private static List<String> lines() {
        try {
            return Files.readAllLines(Path.of("..", "docs", "operations.md")).stream()
                    .dropWhile(line -> !line.equals("## Rights Redis must give"))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The words of the line, and of the rows. */
    static List<String> words(Where... also) {
        List<String> words = new ArrayList<>(Arrays.asList(lines().stream()
                .filter(line -> line.startsWith("ACL SETUSER bush "))
                .findFirst()
                .orElseThrow()
                .split(" ")));
        for (Where where : also) {
            String row = lines().stream()
                    .filter(line -> line.startsWith("| ") && line.contains(where.row))
                    .findFirst()
                    .orElseThrow();
            // In a table a bar has a backslash before it.
            words.addAll(RIGHT.matcher(row.replace("\\|", "|"))
                    .results()
                    .map(MatchResult::group)
                    .toList());
        }
        return words;
    }

    /** The words of the line for who only publishes. */
    static List<String> wordsOfAPublisher() {
        return List.of(lines().stream()
                .filter(line -> line.startsWith("ACL SETUSER bush-publisher "))
                .findFirst()
                .orElseThrow()
                .split(" "));
    }

    /** Makes the user. */
    static void give(List<RedisServer> servers, List<String> words) {
        for (RedisServer server : servers) {
            assertThat(server.client().text(words.toArray())).isEqualTo("OK");
            server.client().call("ACL", "LOG", "RESET");
        }
    }

    /** Fails when something was refused since. */
    static void nothingWasRefused(List<RedisServer> servers) {
        for (RedisServer server : servers) {
            assertThat((List<?>) server.client().call("ACL", "LOG"))
                    .as("refused")
                    .isEmpty();
        }
    }
}
