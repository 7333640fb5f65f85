package io.bush.examples.desk.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bush.examples.desk.Showcase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real windows of two users, on a display that nobody sees. */
class WindowTest {

    private static final Path OUTPUT = Path.of("target", "window").toAbsolutePath();

    @Test
    @Tag("seed000-5.6")
    @Tag("seed000-7.5")
    void twoUsersSeeEachOthersLocksFacesAndWhatFailed() throws Exception {
        Optional<Path> program = VirtualDisplay.program();
        if (program.isEmpty() && VirtualDisplay.required()) {
            throw new AssertionError("there is no Xvfb on the path, and BUSH_DISPLAY_REQUIRED is set");
        }
        assumeTrue(program.isPresent(), "there is no Xvfb on the path: the window is not tested");
        Files.createDirectories(OUTPUT);
        Path log = OUTPUT.resolve("showcase.log");
        try (VirtualDisplay display =
                VirtualDisplay.start(program.get(), Showcase.WIDTH, Showcase.HEIGHT, OUTPUT.resolve("xvfb.log"))) {
            ProcessBuilder child = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.awt.headless=false",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Showcase.class.getName(),
                    OUTPUT.toString());
            child.environment().put("DISPLAY", display.name());
            Process process =
                    child.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try {
                assertThat(process.waitFor(400, TimeUnit.SECONDS)).as("it ends").isTrue();
                assertThat(process.exitValue())
                        .as(() -> "the windows showed something else:\n" + read(log))
                        .isZero();
            } finally {
                process.destroyForcibly();
            }
        }
        assertThat(OUTPUT.resolve("desk.png")).isNotEmptyFile();
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
