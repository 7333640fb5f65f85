package io.bush.realtime.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.internal.connection.OutboundQueue.Ending;
import io.bush.realtime.internal.connection.OutboundQueue.Offer;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.OutboundLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("contract-3.12")
class OutboundQueueTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Channel OTHER = new Channel("file", "file_b");

    /** A part of a channel's stream. */
    private static final class Stream extends OutboundStream {
        Stream(Channel channel) {
            super(channel);
        }
    }

    /** Keeps what the queue tells. */
    private static final class Owner implements OutboundQueue.Owner {
        long now;
        int dropped;
        int overflows;
        int frames;
        final List<Throwable> failures = new ArrayList<>();

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sent(int count, int bytes) {
            frames += count;
        }

        @Override
        public void dropped(Channel channel, DropReason reason, int count) {
            dropped += count;
        }

        @Override
        public void sendFailed(Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void overflowed() {
            overflows++;
        }
    }

    private final Owner owner = new Owner();
    private final ScriptedTransport socket = new ScriptedTransport();
    private final OutboundLimits limits = new OutboundLimits(65_536, 4_096, 8, Duration.ofSeconds(10));
    private final OutboundQueue queue = new OutboundQueue(socket, limits, owner);

    private static Frame frame(String text) {
        return Frame.ofUtf8(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Delivery durable(String... texts) {
        return Delivery.ofDurable(
                Arrays.stream(texts).map(OutboundQueueTest::frame).toList());
    }

    private static Delivery conflated(String text, @Nullable String key) {
        List<@Nullable String> keys = new ArrayList<>();
        keys.add(key);
        return new Delivery(FrameBatch.of(frame(text)), keys, false);
    }

    private Stream confirmed(Channel channel) {
        Stream stream = new Stream(channel);
        assertThat(queue.confirm(stream, null, null)).isTrue();
        return stream;
    }

    @Test
    void anIdleQueueHandsOverAtOnceAndHoldsNothing() {
        socket.inline = true;
        assertThat(queue.offer(confirmed(FILE), durable("a", "b"))).isEqualTo(Offer.ACCEPTED);

        assertThat(socket.texts()).containsExactly("a", "b");
        assertThat(queue.queuedBytes()).isZero();
        assertThat(queue.flightAge(99)).isZero();
    }

    @Test
    void oneWriteIsInFlightAndTheBacklogLeavesAsOne() {
        Stream stream = confirmed(FILE);
        for (int i = 0; i < 20; i++) {
            assertThat(queue.offer(stream, durable("e" + i))).isEqualTo(Offer.ACCEPTED);
        }
        assertThat(socket.batchSizes()).containsExactly(1);
        socket.completeAll();

        assertThat(socket.batchSizes()).containsExactly(1, 8, 8, 3);
        assertThat(owner.frames).isEqualTo(20);
    }

    @Test
    void aWriteTakesNoMoreBytesThanTheLimit() {
        Stream stream = confirmed(FILE);
        for (int i = 0; i < 4; i++) {
            queue.offer(stream, durable("x".repeat(2_000)));
        }
        queue.offer(stream, durable("y".repeat(9_000)));
        socket.completeAll();

        assertThat(socket.batchSizes()).containsExactly(1, 2, 1, 1);
    }

    @Test
    void aFullQueueTakesNothingInPartAndControlStill() {
        Stream stream = confirmed(FILE);
        queue.offer(stream, durable("in flight"));
        assertThat(queue.offer(stream, durable("x".repeat(65_536)))).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.offer(stream, durable("y"))).isEqualTo(Offer.FULL);
        queue.control(frame("pong"));
        assertThat(queue.overLimit()).isTrue();
        socket.completeAll();

        assertThat(socket.texts()).containsExactly("in flight", "x".repeat(65_536), "pong");
    }

    @Test
    void aBacklogOfOneHundredThousandIsSentWithoutRecursion() {
        Stream stream = confirmed(FILE);
        OutboundLimits wide = new OutboundLimits(67_108_864, 1_024, 1, Duration.ofSeconds(10));
        OutboundQueue deep = new OutboundQueue(socket, wide, owner);
        deep.confirm(stream, null, null);
        for (int i = 0; i < 100_000; i++) {
            deep.offer(stream, durable("e"));
        }
        socket.inline = true;
        socket.completeAll();

        assertThat(socket.batchSizes()).hasSize(100_000);
        assertThat(socket.deepest).isLessThan(200);
    }

    @Test
    @Tag("P5")
    void aPurgedStreamLeavesNothingBehindItsEnd() {
        Stream stream = confirmed(FILE);
        Stream other = confirmed(OTHER);
        queue.offer(stream, durable("flying"));
        queue.offer(stream, durable("a1"));
        queue.offer(other, durable("b1"));
        queue.page(stream, FrameBatch.of(frame("a2")));
        assertThat(queue.end(stream, frame("revoked"), Ending.PURGE)).isTrue();
        assertThat(queue.end(stream, frame("again"), Ending.PURGE)).isFalse();
        assertThat(queue.offer(stream, durable("a3"))).isEqualTo(Offer.ENDED);
        assertThat(queue.page(stream, FrameBatch.of(frame("a4")))).isFalse();
        socket.completeAll();

        assertThat(socket.texts()).containsExactly("flying", "b1", "revoked");
        assertThat(owner.dropped).isEqualTo(2);
    }

    @Test
    void aKeptStreamIsSentToItsEnd() {
        Stream stream = confirmed(FILE);
        queue.offer(stream, durable("flying"));
        queue.offer(stream, durable("a1"));
        queue.end(stream, frame("revoked"), Ending.KEEP);
        socket.completeAll();

        assertThat(socket.texts()).containsExactly("flying", "a1", "revoked");
    }

    @Test
    @Tag("P5")
    void aConfirmAndARefusalExcludeEachOther() {
        Stream stream = new Stream(FILE);
        assertThat(queue.refuse(stream, frame("rejected"))).isTrue();
        assertThat(queue.confirm(stream, null, frame("confirmed"))).isFalse();
        Stream next = new Stream(FILE);
        assertThat(queue.confirm(next, null, frame("confirmed"))).isTrue();
        assertThat(queue.refuse(next, frame("rejected"))).isFalse();
        socket.completeAll();

        assertThat(socket.texts()).containsExactly("rejected", "confirmed");
    }

    @Test
    void aConfirmEndsTheStreamItReplaces() {
        Stream former = confirmed(FILE);
        queue.offer(former, durable("flying"));
        queue.offer(former, durable("former"));
        Stream next = new Stream(FILE);
        queue.confirm(next, former, frame("confirmed"));
        assertThat(queue.offer(former, durable("late"))).isEqualTo(Offer.ENDED);
        assertThat(queue.offer(next, durable("next"))).isEqualTo(Offer.ACCEPTED);
        queue.end(next, frame("revoked"), Ending.PURGE);
        socket.completeAll();

        assertThat(socket.texts()).containsExactly("flying", "confirmed", "revoked");
    }

    @Test
    @Tag("contract-3.8")
    void volatileFramesOfAKeyAreReplacedAtTheEnd() {
        Stream stream = confirmed(FILE);
        Stream other = confirmed(OTHER);
        queue.offer(stream, durable("flying"));
        queue.offer(stream, conflated("a1", "a"));
        queue.offer(stream, conflated("b1", "b"));
        queue.offer(other, conflated("other", "a"));
        queue.offer(stream, conflated("free1", null));
        queue.offer(stream, conflated("a2", "a"));
        queue.offer(stream, conflated("free2", null));
        socket.completeAll();

        assertThat(socket.texts()).containsExactly("flying", "b1", "other", "free1", "a2", "free2");
        assertThat(owner.dropped).isEqualTo(1);
        assertThat(queue.queuedBytes()).isZero();
    }

    @Test
    void whoeverWaitsForRoomIsCalledOnceAtAQuarter() {
        int[] called = new int[1];
        queue.whenRoom(() -> called[0]++);
        assertThat(called[0]).isEqualTo(1);
        Stream stream = confirmed(FILE);
        for (int i = 0; i < 12; i++) {
            queue.offer(stream, durable("x".repeat(4_000)));
        }
        queue.whenRoom(() -> called[0]++);
        assertThat(called[0]).isEqualTo(1);
        while (queue.queuedBytes() > 16_384) {
            assertThat(called[0]).isEqualTo(1);
            socket.completeOne(null);
        }
        assertThat(called[0]).isEqualTo(2);
        socket.completeAll();

        assertThat(called[0]).isEqualTo(2);
    }

    @Test
    void oneReplayAtATimeMayGoOnTop() {
        int[] called = new int[1];
        assertThat(queue.reserveReplay()).isTrue();
        assertThat(queue.reserveReplay()).isFalse();
        queue.whenRoom(() -> called[0]++);
        assertThat(called[0]).isZero();
        queue.releaseReplay();
        assertThat(called[0]).isEqualTo(1);

        assertThat(queue.reserveReplay()).isTrue();
    }

    @Test
    void aQueueHalfFullTakesNoReplay() {
        Stream stream = confirmed(FILE);
        queue.offer(stream, durable("flying"));
        queue.offer(stream, durable("x".repeat(40_000)));
        assertThat(queue.reserveReplay()).isFalse();
        socket.completeAll();

        assertThat(queue.reserveReplay()).isTrue();
    }

    @Test
    void theAgeOfAWriteIsThatOfTheOneInFlight() {
        Stream stream = confirmed(FILE);
        owner.now = 100;
        queue.offer(stream, durable("a"));
        queue.offer(stream, durable("b"));
        assertThat(queue.flightAge(150)).isEqualTo(50);
        owner.now = 200;
        socket.completeOne(null);
        assertThat(queue.flightAge(250)).isEqualTo(50);
        socket.completeOne(null);

        assertThat(queue.flightAge(300)).isZero();
    }

    @Test
    void whatFliesIsWaitedForBeforeAFlush() {
        boolean[] flushed = new boolean[1];
        Stream stream = confirmed(FILE);
        queue.offer(stream, durable("a"));
        queue.offer(stream, durable("b"));
        queue.whenFlushed(() -> flushed[0] = true);
        socket.completeOne(null);
        assertThat(flushed[0]).isFalse();
        socket.completeOne(null);

        assertThat(flushed[0]).isTrue();
    }

    @Test
    void aFailedWriteIsToldAndNothingFollowsIt() {
        Stream stream = confirmed(FILE);
        queue.offer(stream, durable("a"));
        queue.offer(stream, durable("b"));
        IOException failure = new IOException("reset");
        socket.completeOne(failure);

        assertThat(owner.failures).containsExactly(failure);
        assertThat(socket.texts()).containsExactly("a");
    }

    @Test
    void aClosedQueueTakesAndKeepsNothing() {
        boolean[] called = new boolean[1];
        Stream stream = confirmed(FILE);
        queue.offer(stream, durable("a"));
        queue.offer(stream, durable("b"));
        queue.close();
        queue.control(frame("pong"));
        queue.whenRoom(() -> called[0] = true);
        assertThat(queue.offer(stream, durable("c"))).isEqualTo(Offer.ENDED);
        assertThat(queue.queuedBytes()).isZero();
        socket.completeAll();

        assertThat(socket.texts()).containsExactly("a");
        assertThat(called[0]).isFalse();
    }

    @Test
    @Tag("P9")
    void aFloodOfControlFramesIsNoticed() {
        queue.control(frame("flying"));
        for (int i = 0; i < 1_000 && owner.overflows == 0; i++) {
            queue.control(frame("x".repeat(10_000)));
        }
        assertThat(owner.overflows).isPositive();
        assertThat(queue.queuedBytes()).isBetween(4 << 20, 5 << 20);
    }

    @Test
    void aCompletionTooManyIsIgnored() {
        socket.inline = true;
        queue.control(frame("a"));
        queue.completed(null);
        queue.control(frame("b"));

        assertThat(socket.texts()).containsExactly("a", "b");
    }
}
