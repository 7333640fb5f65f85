package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness.Running;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What the cases share: one container and its clients for each test, ended after it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
public abstract class TckCase {

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private int port;

    /** For subclasses. */
    protected TckCase() {}

    /**
     * Names the container.
     *
     * @return the harness
     */
    protected abstract ContainerHarness container();

    /**
     * Names the way to write.
     *
     * @return the setting under test
     */
    protected BushOptions.SocketPath path() {
        return BushOptions.SocketPath.PORTABLE;
    }

    BushOptions options() {
        return BushOptions.DEFAULT.withPath(path());
    }

    ScriptedGate start(RecordedConnection.Script script) throws Exception {
        return start(script, options());
    }

    ScriptedGate start(RecordedConnection.Script script, BushOptions options) throws Exception {
        ScriptedGate gate = new ScriptedGate(script);
        running(container().startServlet(gate, options));
        return gate;
    }

    ScriptedGate startPlain(RecordedConnection.Script script, BushOptions options) throws Exception {
        ScriptedGate gate = new ScriptedGate(script);
        running(container().startPlain(gate, options));
        return gate;
    }

    void running(Running server) {
        open.add(server::stop);
        port = server.port();
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
        RawClient client = RawClient.connect(port, windowBytes, target, headers);
        open.add(client);
        return client;
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
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    static void assertOrderly(RecordedConnection connection) {
        RecordedConnection.Figures figures = connection.figures();
        assertThat(figures.closes()).as("ends").isLessThanOrEqualTo(1);
        assertThat(figures.afterEnd()).as("calls after the end").isZero();
        assertThat(figures.concurrent()).as("calls at the same time").isZero();
    }
}
