package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command of docs/operations.md that starts a server is one that it understands. */
class OperationsDocTest {

    private static final Path DOCUMENT = Path.of("../../docs/operations.md");
    private static final String START = "java -jar $JAR ";

    private static List<ReviewSettings> commands() throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .map(String::strip)
                .filter(line -> line.startsWith(START))
                .map(line -> settings(line.substring(START.length()).replaceFirst(" (&|#).*$", "")))
                .toList();
    }

    private static ReviewSettings settings(String options) {
        ReviewServer server = new ReviewServer();
        new CommandLine(server).parseArgs(options.split(" "));
        return server.settings();
    }

    @Test
    void theDocumentStartsTwoNodesThatShareEverythingButTheirNameAndPort() throws IOException {
        List<ReviewSettings> commands = commands();

        assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
        ReviewSettings first = commands.get(0);
        ReviewSettings second = commands.get(1);
        assertThat(second.data()).isEqualTo(first.data());
        assertThat(second.node().redis()).isNotNull().isEqualTo(first.node().redis());
        assertThat(second.node().id()).isNotEqualTo(first.node().id());
        assertThat(second.port()).isNotEqualTo(first.port());
    }
}
