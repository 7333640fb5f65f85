package io.bush.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.transport.FrameBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordingTransportTest {

    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final ManualTime time = new ManualTime();
    private final RecordingTransport transport = new RecordingTransport(time, Completing.INLINE);
    private final List<@Nullable Throwable> completions = new ArrayList<>();

    @Test
    void framesAreKeptInOrderWithTheirTimesAndNames() {
        send("{\"type\":\"pong\"}", "{\"event\":\"comment.created\",\"data\":{\"type\":\"x\"}}");
        time.advance(Duration.ofSeconds(1));
        send("{\"type\":\"pong\",\"ref\":\"2\"}");

        assertThat(transport.names()).containsExactly("pong", "comment.created", "pong");
        assertThat(transport.batches()).containsExactly(2, 1);
        assertThat(transport.frames("pong")).hasSize(2);
        assertThat(transport.only("comment.created").at("/data/type").asText()).isEqualTo("x");
        assertThat(transport.sent().get(2).atNanos() - transport.sent().get(1).atNanos())
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(transport.sent().get(2).text()).isEqualTo("{\"type\":\"pong\",\"ref\":\"2\"}");
        assertThat(completions).hasSize(3 - 1).containsOnlyNulls();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> transport.only("pong"));

        transport.clear();
        assertThat(transport.names()).isEmpty();
    }

    @Test
    void heldSendsCompleteWhenTheTestSaysSo() {
        transport.complete(Completing.HELD);
        send("{\"type\":\"pong\"}");
        assertThat(transport.names()).containsExactly("pong");
        assertThat(completions).isEmpty();
        assertThat(transport.inFlight()).isEqualTo(1);

        assertThat(transport.release(null)).isTrue();
        assertThat(completions).hasSize(1).containsOnlyNulls();
        assertThat(transport.release(null)).isFalse();

        send("{\"type\":\"pong\"}");
        IOException failure = new IOException("planted");
        transport.release(failure);
        assertThat(completions).hasSize(2).last().isEqualTo(failure);
        assertThat(transport.offences()).isEmpty();
    }

    @Test
    void aSendWhileAnotherIsInFlightIsAnOffence() {
        transport.complete(Completing.HELD);
        send("{\"type\":\"pong\"}");
        send("{\"type\":\"pong\"}");
        transport.releaseAll();

        assertThat(transport.offences()).hasSize(1);
        assertThat(completions).hasSize(2);
        assertThat(transport.inFlight()).isZero();
    }

    @Test
    void afterTheEndNothingIsKeptAndTheFirstCloseCounts() {
        transport.ping();
        transport.close(4008, "rate limited");
        transport.close(1000, "again");
        send("{\"type\":\"pong\"}");

        assertThat(transport.names()).isEmpty();
        assertThat(transport.refused()).isEqualTo(1);
        assertThat(completions).singleElement().isInstanceOf(IOException.class);
        assertThat(transport.closed()).isEqualTo(new RecordingTransport.Closed(4008, "rate limited"));
        assertThat(transport.closeCode()).hasValue(4008);
        assertThat(transport.pings()).isEqualTo(1);
        assertThat(transport.aborted()).isFalse();
    }

    @Test
    void anAbortedSocketHasNoCloseCode() {
        transport.abort();
        transport.close(1000, "too late");

        assertThat(transport.aborted()).isTrue();
        assertThat(transport.closeCode()).isEmpty();
        assertThat(transport.closed()).isNull();
    }

    @Test
    void aFrameOfAnotherThreadIsAwaited() throws InterruptedException {
        Thread other = new Thread(() -> send("{\"type\":\"pong\",\"ref\":\"1\"}"));
        other.start();

        assertThat(transport.await("pong", DEADLINE).path("ref").asText()).isEqualTo("1");
        other.join();
    }

    @Test
    void whatDoesNotComeInTimeIsAnErrorThatNamesWhatCame() {
        send("{\"type\":\"pong\"}");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> transport.await("result", Duration.ofMillis(1)))
                .withMessageContaining("only [pong]");
    }

    private void send(String... frames) {
        List<Frame> batch = new ArrayList<>();
        for (String frame : frames) {
            batch.add(Frame.ofText(frame));
        }
        transport.send(FrameBatch.of(batch), completions::add);
    }
}
