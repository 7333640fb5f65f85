package io.bush.realtime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command still runs and shows what it is there to show. How long anything takes is not looked at. */
class CommandsTest {

    @TempDir
    Path directory;

    @Test
    void microMeasuresEveryBenchmark() throws Exception {
        Tables tables = Tables.of(directory, "micro", "--try", "1");

        assertThat(tables.rows("fan-out"))
                .hasSize(4)
                .allSatisfy(
                        row -> assertThat(row.path("ns/delivery").asDouble()).isPositive());
        Set<String> classes = new TreeSet<>();
        for (JsonNode row : tables.rows("calls")) {
            String name = row.path("benchmark").asText();
            classes.add(name.substring(0, name.indexOf('.')));
            assertThat(row.path("ns/op").asDouble()).as(name).isPositive();
            assertThat(row.path("B/op").asDouble(-1)).as(name).isNotNegative();
        }
        assertThat(classes)
                .containsExactly(
                        "CodecBenchmark",
                        "LimiterBenchmark",
                        "LockBenchmark",
                        "PresenceBenchmark",
                        "SubscribeBenchmark",
                        "SweepBenchmark");
    }

    @Test
    void heapWeighsAConnection() throws Exception {
        Tables tables = Tables.of(directory, "heap", "--connections", "1000");

        // What else lives in this JVM comes and goes meanwhile, but nobody else connects.
        for (String title : List.of("idle for two minutes", "just subscribed")) {
            assertThat(classes(tables, title)).contains("total", "io.bush.realtime.internal.connection.Connection");
        }
        assertThat(classes(tables, "one present user"))
                .anyMatch(name -> name.matches("io\\.bush\\..*\\.presence\\..*"));
    }

    private static List<String> classes(Tables tables, String title) {
        return tables.rows(title).stream()
                .map(row -> row.path("class").asText())
                .toList();
    }

    @Test
    void fanoutDeliversEverythingOnceAndInOrder() throws Exception {
        Tables tables = Tables.of(
                directory,
                "fanout",
                "--paths",
                "plain,jetty-wire",
                "--scenarios",
                "E",
                "--rounds",
                "1",
                "--heap",
                "F",
                "--pin",
                "no");

        List<JsonNode> paths = tables.rows("E: 20 channels x 10, bursts of 20");
        assertThat(paths).extracting(row -> row.path("path").asText()).containsExactly("plain", "jetty-wire");
        assertThat(paths).allSatisfy(row -> {
            // Five times in its second.
            assertThat(row.path("received").asLong()).isEqualTo(5 * 20 * 20 * 10);
            assertThat(row.path("lost").asLong()).isZero();
            assertThat(row.path("misplaced").asLong()).isZero();
            assertThat(row.path("CPU µs/delivery").asDouble()).isPositive();
        });
        List<JsonNode> weighed = tables.rows("heap of an idle subscribed connection");
        assertThat(weighed)
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.path("all").asDouble()).isPositive());
        assertThat(weighed.get(1).path("writer").asText()).isNotEqualTo("portable");
        assertThat(weighed.get(1).path("classes of ours").asDouble()).isPositive();
    }

    @Test
    void aStormBringsEverybodyWhatTheyMissed() throws Exception {
        Tables tables = Tables.of(
                directory,
                "storm",
                "--clients",
                "20",
                "--each",
                "5",
                "--channels",
                "10",
                "--events",
                "2",
                "--stable",
                "0",
                "--rounds",
                "1");

        String restart = "restart: 20 clients x 5 of 10 channels, 2 events each missed";
        assertThat(tables.value(restart, "authorizer calls")).isEqualTo(20 * 5);
        // Who is answered when the machine has just stood still, and may not be shown it yet, asks once more.
        double wanted = tables.value(restart, "readings wanted");
        assertThat(wanted).isBetween(20.0 * 5, 2 * 20.0 * 5);
        assertThat(tables.value(restart, "readings of the log")).isBetween(10.0, wanted);
        assertThat(tables.value(restart, "client frames")).isPositive();
        assertThat(tables.value(restart, "rate limited")).isZero();
        assertThat(tables.value(restart, "resets")).isZero();
        assertThat(tables.value(restart, "misplaced, missing or double")).isZero();
        assertThat(tables.value("cut: 100 clients", "most")).isPositive();
        assertThat(tables.value("cut: 100 clients", "misplaced, missing, double or reset"))
                .isZero();
    }

    @Test
    void clientsAreWeighed() throws Exception {
        Tables tables = Tables.of(directory, "clients", "--clients", "10", "--each", "1", "--quiet", "0");

        for (String title : List.of("10 clients with runtimes of their own", "10 clients on a shared runtime")) {
            List<JsonNode> rows = tables.rows(title);
            assertThat(rows).hasSize(5);
            assertThat(rows.subList(0, 3))
                    .allSatisfy(row -> assertThat(row.path("value").isNumber()).isTrue());
            assertThat(rows.get(3).path("value").asText()).as(title).contains("bush client=");
        }
    }
}
