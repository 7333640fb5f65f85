package io.bush.realtime.jakarta.tck.sockets;

import static io.bush.realtime.client.connection.ConnectionState.POLLING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.TokenSource.Why;
import io.bush.realtime.it.relay.FreePort;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.jakarta.tck.sockets.PollFront.Answer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers to polls that no server of ours would give. There is no WebSocket at all here. */
@Tag("P12")
@Tag("3.16")
abstract class BadPollCases extends SocketCase {

    private static final int MAX_ANSWER_BYTES = 16 * 1024 * 1024;

    private PollFront front;

    @BeforeEach
    void startFront() throws Exception {
        site().start();
        front = new PollFront(site().port());
    }

    @AfterEach
    void stopFront() {
        front.close();
    }

    private Watched polling() {
        return watch(toPort(FreePort.next()).token("anna.1").pollUrl(polls(front.port())))
                .hasty();
    }

    private static void connect(Watched watched) {
        var unused = watched.client().connect();
        watched.next(POLLING);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Answer status(int status) {
        return PollFront.status(status, Map.of(), new byte[0]);
    }

    @Test
    @Tag("P1")
    void whatIsNoAnswerLosesAndRepeatsNothing() throws Exception {
        Watched watched = polling();
        Ledger file = watched.follow(FILE);
        connect(watched);
        file.await(Confirmed.class, 1);
        Map<String, Answer> bad = new LinkedHashMap<>();
        bad.put("a page", PollFront.status(200, Map.of("Content-Type", "text/html"), ascii("<html>Sign in</html>")));
        bad.put("nothing", PollFront.status(200, Map.of("Content-Type", "application/json"), new byte[0]));
        bad.put("other JSON", PollFront.status(200, Map.of("Content-Type", "application/json"), ascii("[1, 2]")));
        bad.put("half of it", PollFront.half());
        bad.put("no content", status(204));
        bad.put("too early", status(429));
        bad.put("broken", status(500));
        bad.put("a gateway", PollFront.status(502, Map.of(), ascii("<html>Bad gateway</html>")));

        for (Answer answer : bad.values()) {
            front.next(answer);
            do {
                publish(2);
                watched.awaitLevel(file);
                // A poll that was under way may have brought all of it.
            } while (front.hasMore());
        }
        publish(2);
        watched.awaitLevel(file);

        assertThat(front.polls()).as("asked again each time").isGreaterThan(bad.size());
        assertThat(file.all(Reset.class)).isEmpty();
        assertThat(file.all(Confirmed.class)).hasSize(1);
        assertThat(watched.client().status().state()).isEqualTo(POLLING);
    }

    /** One client for each: another one's polls could take the answer. */
    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void retryAfterIsKept(int status) throws Exception {
        Watched watched = polling();
        Ledger file = watched.follow(FILE);
        AtomicLong refusedAt = new AtomicLong();
        Answer later = PollFront.status(status, Map.of("Retry-After", "25"), ascii("{}"));
        front.next((exchange, truth) -> {
            refusedAt.set(watched.time().nanoTime());
            later.give(exchange, truth);
        });
        connect(watched);
        watched.time().awaitWait("the next poll", Duration.ofSeconds(25), Duration.ofSeconds(26));
        publish(1);
        watched.awaitLevel(file);

        // By the client's clock: what a slow machine takes is part of the wait, and not leaped over.
        assertThat(Duration.ofNanos(watched.time().nanoTime() - refusedAt.get()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(25));
    }

    @Test
    void anAnswerThatIsTooLargeIsAskedForInSmallerPieces() throws Exception {
        Watched watched = polling();
        List<Ledger> ledgers = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            ledgers.add(watched.follow(new Channel("file", "file_" + i)));
        }
        front.next(PollFront.large(MAX_ANSWER_BYTES + 1));
        connect(watched);

        ledgers.forEach(it -> it.await(Confirmed.class, 1));
        publish(1);
        watched.awaitLevel(ledgers.get(0));
        assertThat(front.channels()).startsWith(50, 25, 25);
    }

    @Test
    void anAnswerThatDripsForEverIsGivenUpAfter20SecondsAndItsConnectionEnded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        front.next(PollFront.dripping(begun, left));
        Watched watched = polling();
        Ledger file = watched.follow(FILE);
        connect(watched);
        begun.await();
        publish(1);

        watched.time().awaitWait("the end of patience", Duration.ofSeconds(20), Duration.ofSeconds(20));
        watched.time().leap(Duration.ofSeconds(20));
        assertThat(left.await(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("the connection was ended")
                .isTrue();
        watched.awaitLevel(file);
    }

    @Test
    void closingEndsAPollThatIsUnderWay() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        front.next(PollFront.dripping(begun, left));
        Watched watched = polling();
        watched.follow(FILE);
        connect(watched);
        begun.await();

        // The poll's own 20 seconds never end: only the close is left.
        watched.time().close();
        watched.closeClient();

        assertThat(left.await(Wait.DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("the connection was ended")
                .isTrue();
    }

    @Test
    @Tag("3.1")
    void aRedirectIsNotFollowedWithTheToken() throws Exception {
        AtomicInteger visits = new AtomicInteger();
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            visits.incrementAndGet();
            exchange.close();
        });
        elsewhere.start();
        try {
            String there = "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/";
            for (int status : new int[] {302, 307, 308}) {
                front.next(PollFront.status(status, Map.of("Location", there), new byte[0]));
            }
            Watched watched = polling();
            Ledger file = watched.follow(FILE);
            connect(watched);
            publish(1);
            watched.awaitLevel(file);

            assertThat(front.polls()).isGreaterThanOrEqualTo(4);
            assertThat(visits).hasValue(0);
        } finally {
            elsewhere.stop(0);
        }
    }

    @Test
    @Tag("3.1")
    void aRefusedTokenIsReplacedOnceAndThenTheClientGivesUp() throws Exception {
        site().refuse("anna.1");
        List<Why> asked = new CopyOnWriteArrayList<>();
        Watched watched = watch(toPort(FreePort.next())
                        .tokenSource(why -> {
                            asked.add(why);
                            return CompletableFuture.completedFuture(why == Why.REFUSED ? "anna.2" : "anna.1");
                        })
                        .pollUrl(polls(front.port())))
                .hasty();
        Ledger file = watched.follow(FILE);
        connect(watched);
        file.await(Confirmed.class, 1);
        assertThat(front.tokens()).containsExactly("Bearer anna.1", "Bearer anna.2");

        site().refuse("anna.2");
        assertThat(watched.awaitGivingUp().cause())
                .extracting(it -> it.reason())
                .isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(asked).endsWith(Why.REFUSED);
    }
}
