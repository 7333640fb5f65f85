package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The seeds' own client classes, in JavaScript, against the server. Needs {@code node} on the path: without it the tests are
 * skipped, and with {@code BUSH_NODE_REQUIRED} they fail.
 */
@Tag("contract-3.19")
class SeedClientsTest {

    private static final int LONGEST_SECONDS = 120;

    @ParameterizedTest
    @ValueSource(strings = {"linear", "conversations", "reyna", "tasks"})
    void theClassOfTheSeedIsServed(String name) throws Exception {
        boolean required = Boolean.parseBoolean(System.getenv("BUSH_NODE_REQUIRED"));
        assumeTrue(required || hasNode(), "node is not on the path");
        try (Container server = JettyContainer.start(Container.appOfQuickTypists(Choices.DEFAULT))) {
            // Its WebSocket is behind this flag up to Node 21, and there without it since.
            Process node = new ProcessBuilder(List.of(
                            "node",
                            "--experimental-websocket",
                            Path.of("src/test/js", name + ".mjs").toString(),
                            Integer.toString(server.port()),
                            server.token(Demo.ANN),
                            server.token(Demo.BEN)))
                    .redirectErrorStream(true)
                    .start();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(node), command -> {
                Thread reader = new Thread(command, "node-output");
                reader.setDaemon(true);
                reader.start();
            });
            boolean ended = node.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
            // By its handle: the process's own method closes the output, which may not have been read yet.
            node.toHandle().destroyForcibly();
            String said = output.get(LONGEST_SECONDS, TimeUnit.SECONDS);
            assertThat(ended).as(said).isTrue();
            assertThat(node.exitValue()).as(said).isZero();
            assertThat(said).contains("ok ");
        }
    }

    private static String read(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }
}
