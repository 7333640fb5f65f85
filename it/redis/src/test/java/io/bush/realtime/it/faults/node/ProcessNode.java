package io.bush.realtime.it.faults.node;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
import io.bush.realtime.it.faults.history.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** A node in a JVM of its own, which can be killed; {@link NodeProcess} is the other side of its pipes. */
public final class ProcessNode implements SiteNode {

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final long START_SECONDS = 60;

    /** A connection of somebody here to the node there. */
    private record Open(Line line, Consumer<String> frames, IntConsumer ended) {}

    private final String name;
    /** A file for each user who is denied everything: a process that stands still must not go on by what it heard before. */
    private final Path denied;

    private final Process process;
    private final Writer orders;
    private final Thread reader;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, Open> connections = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<List<String>>> questions = new ConcurrentHashMap<>();
    private volatile boolean over;

    /**
     * Starts a JVM with a node and waits until it is there.
     *
     * @param name the node's name
     * @param redis where it finds Redis, as {@link Redises#settings} reads it
     */
    public ProcessNode(String name, String redis) {
        this.name = name;
        try {
            denied = Files.createTempDirectory(Path.of("target"), "denied-");
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NodeProcess.class.getName(),
                            name,
                            redis,
                            denied.toString())
                    .redirectError(Path.of(
                                    "target",
                                    "node-" + ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet() + ".log")
                            .toFile())
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        orders = process.outputWriter(StandardCharsets.UTF_8);
        reader = new Thread(this::readAll, "process-" + name);
        reader.setDaemon(true);
        reader.start();
        try {
            if (!ready.await(START_SECONDS, TimeUnit.SECONDS) || over) {
                kill();
                throw new IllegalStateException("node " + name + " did not start, see target/node-*.log");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void readAll() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                read(line);
            }
        } catch (IOException broken) {
            // As good as its end.
        }
        over = true;
        ready.countDown();
        connections.keySet().forEach(id -> end(id, 1006));
        questions.values().forEach(it -> it.completeExceptionally(new IOException(name + " is gone")));
    }

    private void read(String line) {
        String[] words = line.split(" ", 3);
        switch (words[0]) {
            case "ready" -> ready.countDown();
            case "frame" -> {
                Open open = connections.get(words[1]);
                if (open != null) {
                    open.line().came(words[2]);
                    open.frames().accept(words[2]);
                }
            }
            case "ended" -> end(words[1], Integer.parseInt(words[2]));
            case "answer" -> {
                CompletableFuture<List<String>> question = questions.remove(words[1]);
                if (question != null) {
                    question.complete(List.of(words[2].split(" ", -1)));
                }
            }
            default -> throw new IllegalStateException("node " + name + " says " + line);
        }
    }

    private void end(String id, int code) {
        Open open = connections.remove(id);
        if (open != null) {
            open.line().ended(code);
            open.ended().accept(code);
        }
    }

    private synchronized void order(String line) {
        try {
            orders.write(line + "\n");
            orders.flush();
        } catch (IOException gone) {
            // Its reader notices.
        }
    }

    private CompletableFuture<List<String>> ask(String order, String more) {
        String id = Integer.toString(numbers.incrementAndGet());
        CompletableFuture<List<String>> question = new CompletableFuture<>();
        questions.put(id, question);
        order(order + " " + id + " " + more);
        if (over) {
            question.completeExceptionally(new IOException(name + " is gone"));
        }
        return question;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isAlive() {
        return !over && process.isAlive();
    }

    @Override
    public Wire open(String user, Line line, Consumer<String> frames, IntConsumer ended) {
        String id = Integer.toString(numbers.incrementAndGet());
        connections.put(id, new Open(line, frames, ended));
        order("open " + id + " " + user);
        if (over) {
            end(id, 1006);
        }
        return new Wire() {
            @Override
            public void say(String json) {
                line.said(json);
                order("say " + id + " " + json);
            }

            @Override
            public void drop() {
                connections.remove(id);
                line.left();
                order("drop " + id);
            }
        };
    }

    @Override
    public CompletableFuture<Answer> publish(Channel channel, int n) {
        return ask("publish", channel.type() + " " + channel.id() + " " + n)
                .thenApply(words -> new Answer(Outcome.valueOf(words.get(0)), words.get(1)));
    }

    @Override
    public CompletableFuture<Boolean> revoke(String user) {
        return ask("revoke", user).thenApply(words -> Boolean.valueOf(words.get(0)));
    }

    @Override
    public void permit(String user, Access access) {
        Path file = denied.resolve(user);
        try {
            if (access == Access.ALLOWED) {
                Files.deleteIfExists(file);
            } else if (!Files.exists(file)) {
                Files.createFile(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends its process as a crash would, and waits for its end. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Stops its process where it is. */
    public void pause() {
        signal("-STOP");
    }

    /** Lets it go on. */
    public void resume() {
        signal("-CONT");
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill " + name + " failed");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("node " + name + " does not end");
            }
            reader.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        if (isAlive()) {
            order("close");
        }
        awaitEnd();
    }
}
