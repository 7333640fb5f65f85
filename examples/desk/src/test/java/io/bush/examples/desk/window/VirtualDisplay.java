package io.bush.examples.desk.window;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A display that nobody sees, of an Xvfb of its own. */
final class VirtualDisplay implements AutoCloseable {

    private static final String PROGRAM = "Xvfb";

    private final Process xvfb;
    private final String name;

    private VirtualDisplay(Process xvfb, String name) {
        this.xvfb = xvfb;
        this.name = name;
    }

    /** Finds the program; empty when it is not on the path. */
    static Optional<Path> program() {
        for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, PROGRAM);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /** Tells whether its absence is a failure instead of a skipped test. */
    static boolean required() {
        String property = System.getProperty("bush.display.required");
        return Boolean.parseBoolean(property == null ? System.getenv("BUSH_DISPLAY_REQUIRED") : property);
    }

    /** Starts one on the first number that is free, which Xvfb itself finds and says. */
    static VirtualDisplay start(Path program, int width, int height, Path log) throws IOException {
        Process xvfb = new ProcessBuilder(
                        program.toString(),
                        "-displayfd",
                        "1",
                        "-screen",
                        "0",
                        width + "x" + height + "x24",
                        "-nolisten",
                        "tcp")
                .redirectError(log.toFile())
                .start();
        BufferedReader output = xvfb.inputReader();
        String number = output.readLine();
        if (number == null) {
            throw new IOException(program + " ended before it said its display, see " + log);
        }
        return new VirtualDisplay(xvfb, ":" + number.strip());
    }

    String name() {
        return name;
    }

    @Override
    public void close() {
        xvfb.destroy();
        try {
            if (!xvfb.waitFor(10, TimeUnit.SECONDS)) {
                xvfb.destroyForcibly();
            }
        } catch (InterruptedException e) {
            xvfb.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
