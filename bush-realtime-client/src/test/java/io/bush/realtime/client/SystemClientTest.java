package io.bush.realtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.internal.transport.PortOfNobody;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client on the machine's own clock, threads and sockets. */
@Timeout(120)
class SystemClientTest {

    private static final long PATIENCE_SECONDS = 40;

    private final PortOfNobody nobody;

    SystemClientTest() throws IOException {
        nobody = new PortOfNobody();
    }

    @AfterEach
    void giveThePortBack() throws IOException {
        nobody.close();
    }

    private URI nobodyThere() {
        return nobody.url();
    }

    /** What the listener is told, and on which thread. */
    private static final class Heard implements ClientListener {
        private final BlockingQueue<ConnectionStatus> statuses = new LinkedBlockingQueue<>();
        private final CompletableFuture<Thread> thread = new CompletableFuture<>();

        @Override
        public void stateChanged(ConnectionStatus status) {
            thread.complete(Thread.currentThread());
            statuses.add(status);
        }

        ConnectionStatus next() throws InterruptedException {
            ConnectionStatus next = statuses.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("a status in time").isNotNull();
            return next;
        }
    }

    @Test
    @Tag("P12")
    void runsTheApplicationsCodeOnItsOwnDaemonThreadAndGivesItBack() throws Exception {
        Heard heard = new Heard();
        BushClient client =
                BushClient.builder(nobodyThere()).token("t").listener(heard).build();
        client.connect();
        Thread handlers = heard.thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(handlers.getName()).isEqualTo("bush-client-handlers");
        assertThat(handlers.isDaemon()).isTrue();
        client.close();

        handlers.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(handlers.isAlive()).isFalse();
        assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void aServerThatIsNotThereIsTriedAgainUntilTheClientIsClosed() throws Exception {
        Heard heard = new Heard();
        CompletableFuture<Void> connected;
        try (BushClient client =
                BushClient.builder(nobodyThere()).token("t").listener(heard).build()) {
            connected = client.connect().toCompletableFuture();
            assertThat(heard.next().state()).isEqualTo(ConnectionState.CONNECTING);
            ConnectionStatus waits = heard.next();
            assertThat(waits.state()).isEqualTo(ConnectionState.CONNECTING);
            assertThat(waits.nextAttempt()).isNotNull();
            assertThat(waits.cause()).satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.UNREACHABLE));
            assertThat(connected).isNotDone();
        }

        isClosed(connected);
    }

    @Test
    void aRuntimeOutlivesItsClientsAndEndsItsThreadsWhenItIsClosed() throws Exception {
        Heard one = new Heard();
        Heard other = new Heard();
        ClientRuntime runtime = ClientRuntime.create();
        BushClient first = BushClient.builder(nobodyThere())
                .token("t")
                .runtime(runtime)
                .listener(one)
                .build();
        first.connect();
        assertThat(one.next().state()).isEqualTo(ConnectionState.CONNECTING);
        first.close();
        BushClient second = BushClient.builder(nobodyThere())
                .token("t")
                .runtime(runtime)
                .listener(other)
                .build();
        second.connect();
        assertThat(other.next().state()).isEqualTo(ConnectionState.CONNECTING);
        Thread handlers = other.thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        second.close();
        runtime.close();

        handlers.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(handlers.isAlive()).isFalse();
    }

    @Test
    @Tag("P12")
    void aRuntimeThatIsClosedClosesTheClientsThatAreOpen() throws Exception {
        Heard heard = new Heard();
        ClientRuntime runtime = ClientRuntime.create();
        BushClientBuilder builder =
                BushClient.builder(nobodyThere()).token("t").runtime(runtime).listener(heard);
        BushClient client = builder.build();
        CompletableFuture<Void> connected = client.connect().toCompletableFuture();
        Thread handlers = heard.thread.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        runtime.close();

        isClosed(connected);
        assertThat(client.closeAsync()).succeedsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        handlers.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertThat(handlers.isAlive()).isFalse();
        assertThatIllegalStateException().isThrownBy(builder::build).withMessageContaining("closed");
    }

    private static void isClosed(CompletableFuture<Void> connected) {
        assertThat(connected)
                .failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .isInstanceOfSatisfying(
                        ConnectionException.class, it -> assertThat(it.reason()).isEqualTo(Reason.CLOSED));
    }

    @Test
    void whatItWasGivenIsNeverClosed() throws Exception {
        ExecutorService own = Executors.newSingleThreadExecutor();
        HttpClient http = HttpClient.newBuilder().executor(own).build();
        Heard heard = new Heard();
        try {
            ClientRuntime runtime = ClientRuntime.create(http);
            BushClient client = BushClient.builder(nobodyThere())
                    .token("t")
                    .runtime(runtime)
                    .handlerExecutor(own)
                    .listener(heard)
                    .build();
            client.connect();
            assertThat(heard.next().state()).isEqualTo(ConnectionState.CONNECTING);
            client.close();
            runtime.close();

            assertThat(own.submit(() -> "goes on").get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo("goes on");
            URI nobodyThere = URI.create(nobodyThere().toString().replaceFirst("^ws", "http"));
            assertThat(http.sendAsync(HttpRequest.newBuilder(nobodyThere).build(), BodyHandlers.discarding()))
                    .failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(ConnectException.class); // it tried: a closed one refuses
        } finally {
            own.shutdownNow();
        }
    }

    @Test
    void anHttpClientThatFollowsRedirectsIsRefused() {
        HttpClient redirecting = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientRuntime.create(redirecting))
                .withMessageContaining("NORMAL")
                .withMessageContaining("allowed: NEVER");
    }
}
