package io.bush.realtime.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command measured, as it wrote it.
 *
 * @param json all tables
 */
record Tables(JsonNode json) {

    /** Runs a command in this JVM and reads what it wrote. */
    static Tables of(Path directory, String command, String... options) throws Exception {
        Path file = directory.resolve(command + ".json");
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of(options));
        line.addAll(List.of("--json", file.toString()));
        Main.main(line.toArray(String[]::new));
        return new Tables(new ObjectMapper().readTree(file.toFile()).path("tables"));
    }

    /** The rows of the tables whose titles hold a text. */
    List<JsonNode> rows(String title) {
        List<JsonNode> rows = new ArrayList<>();
        json.properties().forEach(table -> {
            if (table.getKey().contains(title)) {
                table.getValue().forEach(rows::add);
            }
        });
        return rows;
    }

    /** The only row of the tables whose titles hold a text. */
    JsonNode row(String title) {
        List<JsonNode> rows = rows(title);
        assertThat(rows).as("rows of %s in %s", title, json).hasSize(1);
        return rows.get(0);
    }

    /** The value beside a name, where a table has one on each line. */
    double value(String title, String what) {
        List<JsonNode> found = rows(title).stream()
                .filter(row -> row.path("what").asText().equals(what))
                .toList();
        assertThat(found).as("%s of %s in %s", what, title, json).hasSize(1);
        return found.get(0).path("value").asDouble(-1);
    }
}
