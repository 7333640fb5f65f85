package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.it.redis.wire.RespError;
import io.bush.realtime.it.relay.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server of its own process on the loopback interface, without persistence unless a setting or a caller wants
 * it. It ends with {@link #close}, and with this JVM at the latest, however that ends. What it prints stays below
 * {@code target/redis}.
 *
 * <p>Thread safety: any thread; what starts or ends the process is done one at a time.
 */
public final class RedisServer implements AutoCloseable {

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final int MAX_TRIES = 5;
    private static final String SNAPSHOT = "dump.rdb";

    private final RedisBinary binary;
    private final List<String> settings;
    private final boolean anyPort;
    private final int tlsPort;
    private final List<String> arguments;
    private final Path directory;
    private final Path output;
    // All guarded by this. The port is fixed once the server was up.
    private int port;
    private @Nullable Process process;
    private @Nullable RespClient connection;
    private int snapshots;
    private boolean paused;

    private RedisServer(
            RedisBinary binary, int port, List<String> arguments, List<String> settings, @Nullable ServerTls tls) {
        this.binary = binary;
        this.anyPort = port == 0;
        this.port = anyPort ? FreePort.next() : port;
        this.tlsPort = tls == null ? 0 : FreePort.next();
        this.arguments = arguments;
        this.settings = tls == null
                ? settings
                : Stream.concat(settings.stream(), tls.settings(tlsPort).stream())
                        .toList();
        String name = ProcessHandle.current().pid() + "-" + STARTED.incrementAndGet();
        this.directory = RedisBinaries.directory().resolve(name);
        this.output = RedisBinaries.directory().resolve(name + ".log");
    }

    /**
     * Starts a server on a free port and waits until it answers.
     *
     * @param binary which
     * @param settings lines of a redis.conf, such as {@code maxmemory 4mb}; they win over the defaults
     * @return the server
     */
    public static RedisServer start(RedisBinary binary, String... settings) {
        return start(binary, null, List.of(settings));
    }

    /** As {@link #start(RedisBinary, String...)}, encrypted or not. */
    static RedisServer start(RedisBinary binary, @Nullable ServerTls tls, List<String> settings) {
        return up(new RedisServer(binary, 0, List.of(), settings, tls));
    }

    /** Starts a server that is a Sentinel. */
    static RedisServer startSentinel(RedisBinary binary, @Nullable ServerTls tls, List<String> settings) {
        return up(new RedisServer(binary, 0, List.of("--sentinel"), settings, tls));
    }

    private static RedisServer up(RedisServer server) {
        try {
            Files.createDirectories(server.directory);
            server.launch();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return server;
    }

    private synchronized void launch() throws IOException {
        for (int tries = 1; ; tries++) {
            writeConfiguration();
            List<String> command = new ArrayList<>(List.of(binary.path().toString(), "redis.conf"));
            command.addAll(arguments);
            Process started = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            ProcessGuard.watch(started.pid());
            process = started;
            if (answers(started)) {
                return;
            }
            gone(started);
            if (!anyPort || connection != null || tries == MAX_TRIES) {
                throw new IllegalStateException("redis-server did not come up: " + Files.readString(output));
            }
            port = FreePort.next();
        }
    }

    private void writeConfiguration() throws IOException {
        Path file = directory.resolve("redis.conf");
        // Sentinels and cluster nodes keep what they learned in their files.
        if (Files.exists(file) && arguments.contains("--sentinel")) {
            return;
        }
        List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "port " + port, "protected-mode no"));
        if (arguments.isEmpty()) {
            lines.addAll(List.of("save \"\"", "appendonly no", "repl-diskless-sync yes", "repl-diskless-sync-delay 0"));
            if (binary.line().orElse(RedisLine.OLDEST) == RedisLine.RECENT) {
                lines.add("enable-debug-command local");
            }
        }
        lines.addAll(settings);
        Files.write(file, lines);
    }

    /** Waits until it answers, or its process is over: then the port was taken meanwhile, or the settings are wrong. */
    private boolean answers(Process started) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < Until.DEADLINE.toNanos()) {
            try (RespClient probe = RespClient.connect(port)) {
                if (probe.text("PING").equals("PONG")) {
                    return started.isAlive();
                }
            } catch (UncheckedIOException | RespError notYet) {
                if (waitFor(started, 2)) {
                    return false;
                }
            }
        }
        throw new AssertionError("redis-server is up but does not answer, see " + output);
    }

    /**
     * Returns what it is.
     *
     * @return the binary
     */
    public RedisBinary binary() {
        return binary;
    }

    /**
     * Returns where it listens; it keeps the port when it is started again.
     *
     * @return the port
     */
    public synchronized int port() {
        return port;
    }

    /**
     * Returns where drivers and other servers reach it: the port on which it encrypts, if there is one.
     *
     * @return the port
     */
    public int publicPort() {
        return tlsPort == 0 ? port() : tlsPort;
    }

    /**
     * Returns where it listens, as drivers want it.
     *
     * @return such as {@code redis://127.0.0.1:12345}
     */
    public String uri() {
        return "redis://127.0.0.1:" + port();
    }

    /**
     * Returns the file with what it printed.
     *
     * @return the file
     */
    public Path output() {
        return output;
    }

    /**
     * Tells whether its process lives; a paused one does.
     *
     * @return true when it does
     */
    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /**
     * Returns the number of its process.
     *
     * @return the number
     * @throws IllegalStateException when it is not running
     */
    public long pid() {
        return running().pid();
    }

    private synchronized Process running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("not running: " + this);
        }
        return process;
    }

    /**
     * Returns the connection of the tests to it, which {@code CLIENT KILL … SKIPME yes} over it spares. It is made anew
     * after the process was, and after it failed.
     *
     * @return the connection; leave it open
     */
    public synchronized RespClient client() {
        running();
        RespClient current = connection;
        if (current == null || !current.isUsable()) {
            current = connect();
            connection = current;
        }
        return current;
    }

    /**
     * Opens another connection.
     *
     * @return the connection
     */
    public RespClient connect() {
        return RespClient.connect(port());
    }

    /** Ends the process as a crash would (SIGKILL), and waits for its end. */
    public synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            gone(process);
        }
    }

    private synchronized void gone(Process over) {
        if (!waitFor(over, Until.DEADLINE.toMillis())) {
            throw new AssertionError("cannot be killed: " + this);
        }
        ProcessGuard.forget(over.pid());
        process = null;
        paused = false;
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    /** Stops the process where it is (SIGSTOP): connections stay open, and nothing is answered until {@link #resume}. */
    public synchronized void pause() {
        signal("-STOP", "T");
        paused = true;
    }

    /** Lets a paused process go on. */
    public synchronized void resume() {
        signal("-CONT", "SRD");
        paused = false;
    }

    private void signal(String name, String states) {
        String pid = Long.toString(pid());
        Shell.run("kill", name, pid);
        Until.holds(
                "kill " + name + " in effect",
                () -> states.indexOf(Shell.run("ps", "-o", "state=", "-p", pid).charAt(0)) >= 0);
    }

    /** Kills it and starts it on the same port, with what is in its directory: nothing, unless something was saved. */
    public synchronized void restart() {
        kill();
        try {
            launch();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Kills it and starts it on the same port without any data. */
    public synchronized void restartEmpty() {
        kill();
        removeData();
        restart();
    }

    /**
     * Saves what it holds now and keeps that aside.
     *
     * @return the file, for {@link #restartFrom}
     */
    public synchronized Path snapshot() {
        client().text("SAVE");
        snapshots++;
        return copy(directory.resolve(SNAPSHOT), directory.resolve("snapshot-" + snapshots + ".rdb"));
    }

    /**
     * Kills it and starts it on the same port with older data.
     *
     * @param snapshot of {@link #snapshot}
     */
    public synchronized void restartFrom(Path snapshot) {
        kill();
        removeData();
        copy(snapshot, directory.resolve(SNAPSHOT));
        restart();
    }

    /** Makes it as it was started: running, not paused, and empty. */
    public synchronized void fresh() {
        if (!isAlive()) {
            restartEmpty();
        }
        if (paused) {
            resume();
        }
        client().call("FLUSHALL");
    }

    private static Path copy(Path from, Path to) {
        try {
            return Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void removeData() {
        Shell.removeTree(directory.resolve("appendonlydir"));
        Shell.removeTree(directory.resolve("appendonly.aof"));
        Shell.removeTree(directory.resolve(SNAPSHOT));
    }

    private static boolean waitFor(Process process, long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for redis-server", stopped);
        }
    }

    @Override
    public synchronized void close() {
        kill();
        Shell.removeTree(directory);
    }

    @Override
    public String toString() {
        return binary + " on " + port();
    }
}
