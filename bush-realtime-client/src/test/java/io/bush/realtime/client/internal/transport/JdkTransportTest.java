package io.bush.realtime.client.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.internal.lane.Scheduler;
import io.bush.realtime.client.internal.transport.ClientTransport.Link;
import io.bush.realtime.client.internal.transport.ClientTransport.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The JDK's WebSocket against a server that does what servers do on bad days. */
@Timeout(120)
class JdkTransportTest {

    private static final int MAX_MESSAGE_BYTES = 256 * 1024;
    /** How long anything may take on a busy machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final ScheduledExecutorService lane = Executors.newSingleThreadScheduledExecutor();
    private final Recorder recorder = new Recorder();
    private RawServer server;

    @BeforeEach
    void start() throws IOException {
        server = new RawServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        lane.shutdownNow();
    }

    private static final class Recorder implements ClientTransport.Listener {
        final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        final AtomicInteger signs = new AtomicInteger();

        @Override
        public void opened() {
            heard.add("opened");
        }

        @Override
        public void heard() {
            signs.incrementAndGet();
        }

        @Override
        public void message(String text, int sizeBytes) {
            assertThat(sizeBytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
            heard.add(text);
        }

        @Override
        public void ended(ConnectionException cause) {
            heard.add(cause);
        }

        Object next() throws InterruptedException {
            Object next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("something heard in time").isNotNull();
            return next;
        }

        ConnectionException end() throws InterruptedException {
            Object next = next();
            assertThat(next).isInstanceOf(ConnectionException.class);
            return (ConnectionException) next;
        }
    }

    private Link open(URI url, Map<String, String> headers, Duration timeout) {
        return open(url, headers, timeout, timeout);
    }

    private Link open(URI url, Map<String, String> headers, Duration connectTimeout, Duration closeTimeout) {
        Scheduler timers = (delay, task) -> {
            var timer = lane.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return () -> timer.cancel(false);
        };
        return open(timers, new Request(url, headers, connectTimeout, closeTimeout, MAX_MESSAGE_BYTES));
    }

    private Link open(Scheduler timers, Request request) {
        JdkTransport transport = new JdkTransport(HttpClient.newHttpClient(), timers);
        return CompletableFuture.supplyAsync(() -> transport.open(request, recorder, lane), lane)
                .join();
    }

    private Link opened() throws IOException, InterruptedException {
        Link link = open(server.url(), Map.of("Authorization", "Bearer bush_tok"), PATIENCE);
        server.accept();
        assertThat(recorder.next()).isEqualTo("opened");
        return link;
    }

    private void onLane(Runnable task) {
        CompletableFuture.runAsync(task, lane).join();
    }

    @Test
    @Tag("3.1")
    void theHeadersTravelInTheHandshake() throws Exception {
        opened();

        assertThat(server.header("Authorization")).isEqualTo("Bearer bush_tok");
    }

    @Test
    void messagesLeaveInOrderAndOneAtATime() throws Exception {
        Link link = opened();
        onLane(() -> {
            for (int i = 0; i < 200; i++) {
                link.send("message " + i);
            }
        });

        for (int i = 0; i < 200; i++) {
            assertThat(server.read().text()).isEqualTo("message " + i);
        }
    }

    @Test
    void whatIsSentBeforeTheSocketIsOpenLeavesWhenItIs() throws Exception {
        Link link = open(server.url(), Map.of(), PATIENCE);
        onLane(() -> link.send("early"));
        server.accept();

        assertThat(server.read().text()).isEqualTo("early");
    }

    @Test
    void aMessageInManyPiecesArrivesWhole() throws Exception {
        opened();
        String large = "€𝄞x".repeat(20_000);
        server.text(large);
        server.fragments(large, 1001);
        server.text("small");

        assertThat(recorder.next()).isEqualTo(large);
        assertThat(recorder.next()).isEqualTo(large);
        assertThat(recorder.next()).isEqualTo("small");
    }

    @Test
    @Tag("P12")
    void aMessageOfExactlyTheLimitPassesAndOneByteMoreEndsTheConnection() throws Exception {
        opened();
        server.text("x".repeat(MAX_MESSAGE_BYTES));
        server.text("x".repeat(MAX_MESSAGE_BYTES + 1));

        assertThat(recorder.next()).isEqualTo("x".repeat(MAX_MESSAGE_BYTES));
        assertThat(recorder.end().reason()).isEqualTo(Reason.MESSAGE_TOO_LARGE);
        assertThat(server.isDropped()).isTrue();
    }

    @Test
    @Tag("seed000-1.4")
    void pingsAreAnsweredHoweverMuchComes() throws Exception {
        opened();
        for (int i = 0; i < 100; i++) {
            server.text("message " + i);
            server.send(2, new byte[] {1, 2, 3});
        }
        server.send(RawServer.PING, new byte[] {42});

        RawServer.Frame pong = server.read();
        assertThat(pong.opcode()).isEqualTo(RawServer.PONG);
        assertThat(pong.payload()).isEqualTo("*");
        assertThat(recorder.signs).as("signs of life").hasPositiveValue();
        for (int i = 0; i < 100; i++) {
            assertThat(recorder.next()).isEqualTo("message " + i);
        }
    }

    @Test
    @Tag("seed000-9.5")
    void aCloseByTheServerSaysWhyAndIsAnswered() throws Exception {
        opened();
        server.closeWith(4008, "rate limit");

        ConnectionException end = recorder.end();
        assertThat(end.reason()).isEqualTo(Reason.CLOSED_BY_SERVER);
        assertThat(end.closeCode()).hasValue(4008);
        assertThat(end).hasMessageContaining("rate limit");
        RawServer.Frame answer = server.read();
        assertThat(answer.opcode()).isEqualTo(RawServer.CLOSE);
        assertThat(answer.closeCode()).isEqualTo(4008);
    }

    @Test
    void aSocketThatBreaksIsLost() throws Exception {
        opened();
        server.drop();

        assertThat(recorder.end().reason()).isEqualTo(Reason.LOST);
    }

    @Test
    void closeSendsWhatIsQueuedFirst() throws Exception {
        Link link = opened();
        onLane(() -> {
            link.send("last words");
            link.close(1000);
            link.send("too late");
        });

        assertThat(server.read().text()).isEqualTo("last words");
        assertThat(server.read().closeCode()).isEqualTo(1000);
        server.closeWith(1000, "");
        assertThat(recorder.end().closeCode()).hasValue(1000);
    }

    @Test
    void aCloseThatIsNotAnsweredEndsAnyway() throws Exception {
        Link link = open(server.url(), Map.of(), PATIENCE, Duration.ofMillis(500));
        server.accept();
        assertThat(recorder.next()).isEqualTo("opened");
        onLane(() -> link.close(1000));

        assertThat(recorder.end().reason()).isEqualTo(Reason.LOST);
        assertThat(server.isDropped()).isTrue();
        assertThat(recorder.heard).isEmpty();
    }

    @Test
    void anAbortIsSilent() throws Exception {
        Link link = opened();
        onLane(link::abort);

        assertThat(server.isDropped()).isTrue();
        onLane(() -> {});
        assertThat(recorder.heard).isEmpty();
    }

    @Test
    @Tag("P12")
    void anAbortBeforeTheSocketIsOpenEndsTheHandshake() throws Exception {
        Link link = open(server.url(), Map.of(), Duration.ofMinutes(10), Duration.ofMillis(500));
        server.acceptSilently();
        onLane(link::abort);

        assertThat(server.isDropped()).isTrue();
        onLane(() -> {});
        assertThat(recorder.heard).isEmpty();
    }

    @Test
    @Tag("P12")
    void anAbortEndsARefusalThatHasNoEnd() throws Exception {
        Link link = open(server.url(), Map.of(), Duration.ofMinutes(10), Duration.ofMillis(500));
        server.refuseWithoutEnd();
        onLane(link::abort);

        assertThat(server.isDropped()).isTrue();
    }

    @Test
    void aRefusedHandshakeTellsStatusAndWhenToComeBack() throws Exception {
        open(server.url(), Map.of(), PATIENCE);
        server.refuse("429 Too Many Requests", "Retry-After: 7\r\n");

        ConnectionException end = recorder.end();
        assertThat(end.reason()).isEqualTo(Reason.HANDSHAKE_REFUSED);
        assertThat(end.httpStatus()).hasValue(429);
        assertThat(end.retryAfter()).hasValue(Duration.ofSeconds(7));
    }

    @Test
    @Tag("3.1")
    void http401IsAFailedAuthentication() throws Exception {
        open(server.url(), Map.of(), PATIENCE);
        server.refuse("401 Unauthorized", "");

        assertThat(recorder.end().reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
    }

    @Test
    @Tag("3.1")
    void aRedirectIsNotFollowedWithTheToken() throws Exception {
        open(server.url(), Map.of("Authorization", "Bearer bush_tok"), PATIENCE);
        server.refuse("302 Found", "Location: " + server.url() + "/elsewhere\r\n");

        assertThat(recorder.end().httpStatus()).hasValue(302);
    }

    @Test
    void aSilentServerTimesOut() throws Exception {
        // The system takes the connection; nobody reads what comes over it.
        open(server.url(), Map.of(), Duration.ofMillis(500));

        assertThat(recorder.end().reason()).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void howLongAHandshakeTakesIsCountedByTheClientAndNotByAWallClockThatMayLeap() throws Exception {
        Scheduler still = (delay, task) -> () -> {};
        Duration shortest = Duration.ofMillis(1);
        open(still, new Request(server.url(), Map.of(), shortest, shortest, MAX_MESSAGE_BYTES));
        server.accept();

        assertThat(recorder.next()).isEqualTo("opened");
    }

    @Test
    void aPortWithoutAServerIsUnreachable() throws Exception {
        try (PortOfNobody nobody = new PortOfNobody()) {
            open(nobody.url(), Map.of(), PATIENCE);

            ConnectionException end = recorder.end();
            assertThat(end.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(end).hasMessageContaining("connection refused");
        }
    }

    @Test
    void aHostThatDoesNotExistIsUnreachable() throws Exception {
        // Too long to be a name: nobody is asked, who might take his time.
        open(URI.create("ws://" + "nobody".repeat(11) + ".invalid/"), Map.of(), PATIENCE);

        assertThat(recorder.end().reason()).isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    @Tag("3.1")
    void aHeaderThatCannotBeSentIsNotRepeated() throws Exception {
        open(server.url(), Map.of("Authorization", "Bearer secret\n"), PATIENCE);

        ConnectionException end = recorder.end();
        assertThat(end.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(end).hasNoCause().message().doesNotContain("secret");
    }
}
