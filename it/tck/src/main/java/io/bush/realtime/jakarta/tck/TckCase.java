package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness.Running;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection;
import io.bush.realtime.jakarta.tck.ends.ScriptedGate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the cases share: one container and its clients for each test, ended after it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class TckCase {

    private final List<RawClient> clients = new CopyOnWriteArrayList<>();
    private @Nullable Running server;
    private int port;
    /** The client and its connection, once {@link #open(RecordedConnection.Script)} was called. */
    @SuppressWarnings("NullAway.Init")
    RawClient client;

    private @Nullable RecordedConnection recorded;

    /** What is tested: a container, a way to write, and what figures must call that. */
    record Setup(ContainerHarness container, BushOptions.SocketPath path, String pathName) {}

    abstract Setup setup();

    BushOptions options() {
        return BushOptions.DEFAULT.withPath(setup().path());
    }

    ScriptedGate start(RecordedConnection.Script script) throws Exception {
        return start(script, options());
    }

    ScriptedGate start(RecordedConnection.Script script, BushOptions options) throws Exception {
        ScriptedGate gate = new ScriptedGate(script);
        start(gate, options);
        return gate;
    }

    void start(ConnectionGate gate, BushOptions options) throws Exception {
        running(setup().container().startServlet(gate, options));
    }

    /** Starts the container with a timer of its own for connections that are quiet. */
    void start(RecordedConnection.Script script, Duration quiet) throws Exception {
        running(setup().container().startServlet(new ScriptedGate(script), options(), quiet));
    }

    ScriptedGate startPlain(RecordedConnection.Script script, BushOptions options) throws Exception {
        ScriptedGate gate = new ScriptedGate(script);
        running(setup().container().startPlain(gate, options));
        return gate;
    }

    void startPolling(ConnectionGate gate, BushOptions options) throws Exception {
        running(setup().container().startPolling(gate, options));
    }

    private void running(Running started) {
        server = started;
        port = started.port();
    }

    /** Starts the container with the servlet entry and connects the client of this test. */
    RecordedConnection open(RecordedConnection.Script script) throws Exception {
        return open(script, 0);
    }

    RecordedConnection open(RecordedConnection.Script script, int windowBytes) throws Exception {
        ScriptedGate gate = start(script);
        client = connect(windowBytes, ContainerHarness.PATH);
        recorded = gate.connection(0);
        return recorded;
    }

    void stop() throws Exception {
        Running running = server;
        server = null;
        if (running != null) {
            running.stop();
        }
    }

    int port() {
        return port;
    }

    RawClient connect() throws IOException {
        return connect(ContainerHarness.PATH);
    }

    RawClient connect(String target, String... headers) throws IOException {
        return connect(0, target, headers);
    }

    RawClient connect(int windowBytes, String target, String... headers) throws IOException {
        RawClient connected = RawClient.connect(port, windowBytes, target, headers);
        clients.add(connected);
        return connected;
    }

    RawClient request(List<String> lines) throws IOException {
        RawClient connected = RawClient.request(port, 0, lines);
        clients.add(connected);
        return connected;
    }

    /** Runs a call that blocks beside the test. */
    static <T> CompletableFuture<T> inBackground(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(call.call());
                    } catch (Throwable failed) {
                        result.completeExceptionally(failed);
                    }
                },
                "tck-background");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @AfterEach
    void end() throws Exception {
        for (RawClient connected : clients) {
            connected.close();
        }
        stop();
        if (recorded != null) {
            recorded.awaitClosed();
            RecordedConnection.Figures figures = recorded.figures();
            assertThat(figures.closes()).as("ends").isEqualTo(1);
            assertThat(figures.afterEnd()).as("calls after the end").isZero();
            assertThat(figures.concurrent()).as("calls at the same time").isZero();
        }
    }
}
