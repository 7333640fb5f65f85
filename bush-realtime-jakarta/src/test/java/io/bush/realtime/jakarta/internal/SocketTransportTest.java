package io.bush.realtime.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Against containers that lie: what a real one does is in the container tests. */
class SocketTransportTest {

    private static final long DEADLINE_SECONDS = 40;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Session session = mock(Session.class);
    private final HeldWriter writer = new HeldWriter();
    private final SocketThreads threads = new SocketThreads();
    private final CountDownLatch over = new CountDownLatch(1);
    private final BlockingQueue<Integer> lost = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> closes = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> completions = new LinkedBlockingQueue<>();
    private final SocketTransport transport = new SocketTransport(session, writer, threads, lost::add);

    @BeforeEach
    void recordCloses() throws IOException {
        doAnswer(call -> {
                    CloseReason reason = call.getArgument(0);
                    closes.add(reason.getCloseCode().getCode());
                    return null;
                })
                .when(session)
                .close(any(CloseReason.class));
    }

    @AfterEach
    void endThreads() {
        over.countDown();
        threads.close();
    }

    /** Nothing that is only due later happens in this test, however long a busy machine takes over the rest of it. */
    private void stopTheTimer() throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        var unused = threads.later(Duration.ZERO, () -> {
            held.countDown();
            try {
                over.await();
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(held.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void completesASendOnceHoweverOftenTheContainerSaysSo() {
        send("a");
        SocketWriter.Result result = writer.written.get(0);

        result.written(null);
        result.written(new IOException("late"));
        send("b");
        result.written(null);

        assertThat(completions).containsExactly("done");
        assertThat(writer.written).hasSize(2);
    }

    @Test
    @Tag("3.12")
    void resolvesASendTheContainerForgotWhenTheGraceIsOver() throws Exception {
        send("a");

        transport.close(4010, "slow consumer");

        assertThat(closes.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(4010);
        assertThat(completions).containsExactly("ClosedChannelException");
        writer.written.get(0).written(null);
        assertThat(completions).hasSize(1);
    }

    @Test
    void closesAtOnceWhenNothingIsInFlightAndOnlyOnce() throws Exception {
        transport.close(4001, "authentication failed");
        transport.close(1000, "closed");

        assertThat(closes.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(4001);
        transport.ended();
        send("late");
        assertThat(completions).containsExactly("ClosedChannelException");
        assertThat(writer.written).isEmpty();
        assertThat(closes).isEmpty();
    }

    @Test
    @Tag("P11")
    void closesBeforeTheCallReturnsWhereThatDoesNotBlock() {
        writer.closesAtOnce = true;

        transport.close(1012, "service restart");

        assertThat(writer.closedWith).isEqualTo(1012);
    }

    @Test
    void usesTheSessionsOwnCloseBehindAStuckWrite() throws Exception {
        writer.closesAtOnce = true;
        send("a");

        transport.close(4010, "slow consumer");

        assertThat(closes.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(4010);
        assertThat(writer.closedWith).isZero();
    }

    @Test
    @Tag("P11")
    void letsClosesUnderWayEndWhenTheAdapterIsClosed() {
        transport.close(1012, "service restart");
        long before = System.nanoTime();

        threads.close();

        // Or it had its second, on a machine that stood still for that long.
        Integer code = closes.poll();
        assertThat(code == null ? System.nanoTime() - before : SECOND_NANOS).isGreaterThanOrEqualTo(SECOND_NANOS);
        assertThat(code).isIn(1012, null);
    }

    @Test
    void closesAsSoonAsTheWriteInFlightIsDone() throws Exception {
        stopTheTimer();
        send("a");
        transport.close(4008, "rate limit exceeded");
        assertThat(closes).isEmpty();

        writer.written.get(0).written(null);

        assertThat(closes.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(4008);
        assertThat(completions).containsExactly("done");
    }

    @Test
    void givesUpASessionThatCannotBeClosed() throws Exception {
        doThrow(new IOException("broken")).when(session).close(any(CloseReason.class));

        transport.close(4001, "authentication failed");

        assertThat(lost.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1006);
    }

    @Test
    void givesUpASocketWhoseContainerNeverReportsTheEndOfAFailedWrite() throws Exception {
        send("a");

        writer.written.get(0).written(new IOException("reset"));

        assertThat(completions.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("IOException");
        assertThat(lost.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1006);
    }

    @Test
    void tellsAFailedWriteOnlyWhenTheEndIsKnown() throws Exception {
        stopTheTimer();
        send("a");

        writer.written.get(0).written(new IOException("reset"));
        writer.written.get(0).written(null);
        assertThat(completions).isEmpty();
        transport.ended();
        transport.abort();

        assertThat(completions).containsExactly("IOException");
        threads.close();
        assertThat(lost).as("an abort after the end").isEmpty();
    }

    @Test
    void takesAThrowingWriterForAFailedWrite() throws Exception {
        writer.refusal = new NoSuchMethodError("sendFrame");

        send("a");

        assertThat(completions.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo("NoSuchMethodError");
        assertThat(lost.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1006);
    }

    @Test
    void goesOnAfterACompletionThatThrows() {
        transport.send(batch("a"), failure -> {
            throw new IllegalStateException("planted");
        });
        writer.written.get(0).written(null);

        send("b");
        writer.written.get(1).written(null);

        assertThat(completions).containsExactly("done");
    }

    @Test
    void resolvesASendInFlightWhenTheContainerReportsTheEnd() {
        send("a");

        transport.ended();
        transport.ended();

        assertThat(completions).containsExactly("ClosedChannelException");
    }

    @Test
    void abortsOnce() throws Exception {
        send("a");

        transport.abort();
        transport.abort();

        assertThat(completions).containsExactly("ClosedChannelException");
        assertThat(lost.poll(DEADLINE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1006);
        threads.close();
        assertThat(lost).isEmpty();
    }

    @Test
    @Tag("5")
    void pingsBeforeTheNextWriteOfABacklogAndNeverDuringOne() throws Exception {
        writer.pingBlocks = true;
        transport.send(batch("a"), failure -> send("b"));
        transport.ping();
        transport.ping();
        assertThat(writer.pings.getCount()).isEqualTo(1);

        writer.written.get(0).written(null);

        assertThat(writer.pings.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(writer.sawDuringPing).containsExactly("a");
        assertThat(writer.pingThread).startsWith("bush-socket-ping");
        assertThat(writer.nextWrite.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void pingsAtOnceWhereThatDoesNotBlock() {
        send("a");

        transport.ping();

        assertThat(writer.pings.getCount()).isZero();
    }

    @Test
    void countsAsEndedWhenTheAdapterIsClosed() {
        send("a");
        threads.close();

        assertThat(completions).containsExactly("ClosedChannelException");
        assertThat(lost).containsExactly(1001);

        transport.ping();
        send("b");
        transport.close(1001, "going away");
        writer.written.get(0).written(null);
        transport.abort();
        threads.close();

        assertThat(completions).containsExactly("ClosedChannelException", "ClosedChannelException");
        assertThat(lost).containsExactly(1001);
    }

    @Test
    void isNotToldOfTheAdaptersCloseOnceItHasEnded() {
        transport.ended();
        threads.close();

        assertThat(lost).isEmpty();
    }

    private void send(String text) {
        transport.send(
                batch(text),
                failure -> completions.add(
                        failure == null ? "done" : failure.getClass().getSimpleName()));
    }

    private static FrameBatch batch(String text) {
        return FrameBatch.of(Frame.ofText(text));
    }

    /** Keeps every result until the test calls it. */
    private static final class HeldWriter implements SocketWriter {

        final List<Result> written = new ArrayList<>();
        final List<String> texts = new ArrayList<>();
        final List<String> sawDuringPing = new ArrayList<>();
        final CountDownLatch pings = new CountDownLatch(1);
        final CountDownLatch nextWrite = new CountDownLatch(2);
        volatile String pingThread = "";
        volatile boolean closesAtOnce;
        volatile int closedWith;
        volatile boolean pingBlocks;
        volatile @Nullable LinkageError refusal;

        @Override
        public String path() {
            return "held";
        }

        @Override
        public synchronized void write(FrameBatch batch, Result result) {
            if (refusal != null) {
                throw refusal;
            }
            texts.add(batch.frames().get(0).text());
            written.add(result);
            nextWrite.countDown();
        }

        @Override
        public synchronized void ping() {
            sawDuringPing.addAll(texts);
            pingThread = Thread.currentThread().getName();
            pings.countDown();
        }

        @Override
        public boolean close(int code, String reason) {
            if (closesAtOnce) {
                closedWith = code;
            }
            return closesAtOnce;
        }

        @Override
        public boolean pingBlocks() {
            return pingBlocks;
        }
    }
}
