package io.bush.realtime.redis.internal.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of something volatile a failure is only reported when it is certain that nobody got it. */
@EachRedis
@Tag("P4")
class AnnounceOutcomeTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final RedisServer server;
    private final TcpRelay relay;
    private final NodeParts sender;
    private final RecordingBusListener heard = new RecordingBusListener();

    AnnounceOutcomeTest(RedisBinary binary) {
        server = opened(RedisServer.start(binary));
        relay = opened(TcpRelay.to(server.port()));
        sender = opened(NodeParts.on(relay.port(), NodeParts.LIMITS, NodeParts.UNHURRIED_BUS));
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(0, one);
        return one;
    }

    @BeforeEach
    void listenElsewhere() {
        NodeParts receiver = opened(NodeParts.on(server.port()));
        receiver.bus().listen(heard);
        Concurrently.await(receiver.bus().subscribe(FILE));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    @Test
    void whatArrivedElsewhereIsNoFailureThoughTheReplyNeverComes() {
        relay.commands().swallowReplies();
        CompletionStage<Void> announced = announce(1);
        CompletionStage<Void> signalled = signal();
        heard.await(1, DEADLINE);

        assertThat(outcome(announced)).isEqualTo("completed");
        assertThat(outcome(signalled)).isEqualTo("completed");
        Until.holds("the signal, too", () -> heard.signals().size() == 1);
    }

    @Test
    void whatArrivedElsewhereIsNoFailureThoughTheConnectionBreaks() {
        relay.commands().swallowReplies();
        CompletionStage<Void> announced = announce(1);
        heard.await(1, DEADLINE);
        relay.commands().cut();

        assertThat(outcome(announced)).isEqualTo("completed");
    }

    @Test
    void whatNeverArrivedIsNoFailureEitherBecauseNobodyKnows() {
        relay.commands().swallowRequests();

        assertThat(outcome(announce(1))).isEqualTo("completed");
        assertThat(heard.events()).isEmpty();
    }

    @Test
    @Tag("P10")
    void whatWasNotSentFailsAndSaysSo() {
        server.kill();
        sender.news().await(1);

        assertThat(outcome(announce(1))).isEqualTo("NOT_DONE");
        assertThat(outcome(signal())).isEqualTo("NOT_DONE");
    }

    @Test
    @Tag("P10")
    void aFailureIsNeverReportedOfWhatArrived() {
        relay.refuse();
        List<CompletionStage<Void>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(announce(i));
            if (i == 50) {
                // Some have to be through, or the cut would be too early to tell anything.
                heard.await(1, DEADLINE);
                relay.commands().cut();
            }
        }
        Until.holds("one that cannot be sent any more", () -> {
            all.add(announce(all.size()));
            return !outcome(all.get(all.size() - 1)).equals("completed");
        });
        List<String> failed = IntStream.range(0, all.size())
                .filter(i -> !outcome(all.get(i)).equals("completed"))
                .mapToObj(Integer::toString)
                .toList();

        assertThat(failed).isNotEmpty();
        assertThat(heard.events())
                .extracting(event -> event.content().data().json())
                .isNotEmpty()
                .doesNotContainAnyElementsOf(failed);
    }

    private CompletionStage<Void> announce(int number) {
        EventContent content = new EventContent(
                FILE,
                "upload.progress",
                Instant.parse("2026-01-15T10:30:00.123Z"),
                Payload.ofJson(Integer.toString(number)),
                null,
                null,
                null,
                null,
                null);
        return sender.bus().announce(new Event(content, null));
    }

    private CompletionStage<Void> signal() {
        return sender.bus()
                .signal(new Signal(
                        FILE, "typing", new Principal.Member("user_a", null, null), Payload.ofJson("{}"), "conn_1"));
    }

    private static String outcome(CompletionStage<Void> stage) {
        try {
            stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
            return "completed";
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(RedisFailure.class);
            Outcome outcome = ((RedisFailure) e.getCause()).outcome();
            return outcome.toString();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
