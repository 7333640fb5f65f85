package io.bush.realtime.benchmarks.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process of ours that answers line by line. It ends with its input, or is ended by {@link #close}. */
public final class Child implements AutoCloseable {

    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    private final String name;
    private final Process process;
    private final Writer out;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, name + "-answers");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts this program again with another command.
     *
     * @param processor where it runs; -1 for anywhere
     * @param heap its memory, for example {@code 1g}
     * @param command the command and its options
     * @return the running process
     * @throws IOException when it cannot be started
     */
    public static Child start(int processor, String heap, String... command) throws IOException {
        List<String> line = new ArrayList<>();
        if (processor >= 0 && Files.isExecutable(TASKSET)) {
            line.addAll(List.of(TASKSET.toString(), "-c", Integer.toString(processor)));
        }
        line.add(ProcessHandle.current().info().command().orElse("java"));
        line.addAll(List.of(
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+UseG1GC",
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                "io.bush.realtime.benchmarks.Main"));
        line.addAll(List.of(command));
        Process process =
                new ProcessBuilder(line).redirectError(Redirect.INHERIT).start();
        Child child = new Child(String.join(" ", command), process);
        // If this process is interrupted, what it started goes with it.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return child;
    }

    private void read() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            String text = in.readLine();
            while (text != null) {
                answers.add(text);
                text = in.readLine();
            }
        } catch (IOException gone) {
            // Then the answer is missing, which is noticed.
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @param question what
     * @param patience how long
     * @return the answer
     * @throws IOException when none came
     * @throws InterruptedException when interrupted
     */
    public Line ask(Line question, Duration patience) throws IOException, InterruptedException {
        out.write(question + "\n");
        out.flush();
        return answer(patience);
    }

    /**
     * Waits for a line that was not asked for.
     *
     * @param patience how long
     * @return the line
     * @throws IOException when none came
     * @throws InterruptedException when interrupted
     */
    public Line answer(Duration patience) throws IOException, InterruptedException {
        String text = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (text == null) {
            throw new IOException(name + (process.isAlive() ? " did not answer in " + patience : " ended"));
        }
        return Line.parse(text);
    }

    @Override
    public void close() {
        try (out) {
            out.write("quit\n");
        } catch (IOException gone) {
            // It has ended already.
        }
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
