package io.bush.examples.review;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A Java process of the same class path, which can be killed. Thread safety: for one thread. */
public final class ChildProcess implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final BufferedReader output;
    /** What was read of its output. */
    private final List<String> heard = new ArrayList<>();

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.output = process.inputReader();
    }

    /** Starts a main class; what it logs goes to a file. */
    public static ChildProcess start(Path log, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        try {
            return new ChildProcess(
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads its output up to a line; its end before that is a failure. */
    public String await(Predicate<String> wanted) {
        try {
            String line = next();
            while (line != null && !wanted.test(line)) {
                line = next();
            }
            if (line == null) {
                throw new AssertionError(
                        "it ended with " + exitCode() + " before it said that; its log: " + Files.readString(log));
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable String next() throws IOException {
        String line = output.readLine();
        if (line != null) {
            heard.add(line);
        }
        return line;
    }

    /** Everything that was read of its output so far. */
    public List<String> heard() {
        return List.copyOf(heard);
    }

    /** Reads what is left of its output, up to its end. */
    public List<String> rest() {
        return output.lines().toList();
    }

    /** Ends it as a crash would (SIGKILL), and waits for its end; by its handle, because the process's own method closes the output. */
    public void kill() {
        process.toHandle().destroyForcibly();
        exitCode();
    }

    /** Asks it to stop (SIGTERM). */
    public void terminate() {
        process.toHandle().destroy();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitCode() {
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("it does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
