package io.bush.realtime.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.internal.connection.OutboundQueue.Ending;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.OutboundLimits;
import io.bush.realtime.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads offer and end, a socket completes on other threads or inline, as it likes. */
@Tag("P5")
@Tag("P9")
class OutboundQueueStressTest {

    private static final int STREAMS = 4;
    private static final int ROUNDS = 3_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Completes inline or on the pool, and notices two sends at once. */
    private static final class Socket implements Transport {
        final List<String> texts = new ArrayList<>();
        final AtomicInteger inFlight = new AtomicInteger();
        final AtomicInteger overlaps = new AtomicInteger();
        private final ExecutorService pool;
        private final SplittableRandom random = new SplittableRandom(7);

        Socket(ExecutorService pool) {
            this.pool = pool;
        }

        @Override
        public void send(FrameBatch batch, Completion completion) {
            if (inFlight.incrementAndGet() != 1) {
                overlaps.incrementAndGet();
            }
            boolean inline;
            synchronized (texts) {
                batch.frames().forEach(frame -> texts.add(frame.text()));
                inline = random.nextInt(3) == 0;
            }
            if (inline) {
                inFlight.decrementAndGet();
                completion.completed(null);
            } else {
                pool.execute(() -> {
                    inFlight.decrementAndGet();
                    completion.completed(null);
                });
            }
        }

        @Override
        public void ping() {}

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort() {}

        @Override
        public String path() {
            return "stress";
        }
    }

    private static final class Owner implements OutboundQueue.Owner {
        final AtomicInteger overflows = new AtomicInteger();
        final List<Throwable> failures = new ArrayList<>();

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void sent(int frames, int bytes) {}

        @Override
        public void dropped(Channel channel, DropReason reason, int count) {}

        @Override
        public synchronized void sendFailed(Throwable failure) {
            failures.add(failure);
        }

        @Override
        public void overflowed() {
            overflows.incrementAndGet();
        }
    }

    private static Frame frame(String text) {
        return Frame.ofUtf8(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void offerAndEnd(OutboundQueue queue, int channel) {
        for (int round = 0; round < ROUNDS; round++) {
            OutboundStream stream = new OutboundStream(new Channel("file", "file_" + channel)) {};
            String name = channel + "/" + round;
            queue.confirm(stream, null, frame("confirmed " + name));
            for (int i = 0; i < 4; i++) {
                queue.offer(stream, Delivery.ofDurable(List.of(frame("event " + name))));
            }
            queue.end(stream, frame("ended " + name), Ending.PURGE);
            queue.offer(stream, Delivery.ofDurable(List.of(frame("late " + name))));
        }
    }

    private static @Nullable String offence(List<String> texts) {
        String[] inForce = new String[STREAMS];
        for (String text : texts) {
            String name = text.substring(text.indexOf(' ') + 1);
            int channel = Integer.parseInt(name.substring(0, name.indexOf('/')));
            if (text.startsWith("confirmed")) {
                inForce[channel] = name;
            } else if (!name.equals(inForce[channel])) {
                return text;
            } else if (text.startsWith("ended")) {
                inForce[channel] = "";
            }
        }
        return null;
    }

    @Test
    void framesOfAStreamLieBetweenItsConfirmAndItsEndOnOneWriteAtATime() throws InterruptedException {
        ExecutorService sockets = Executors.newFixedThreadPool(2);
        ExecutorService lanes = Executors.newFixedThreadPool(STREAMS);
        Socket socket = new Socket(sockets);
        Owner owner = new Owner();
        OutboundQueue queue =
                new OutboundQueue(socket, new OutboundLimits(67_108_864, 65_536, 64, Duration.ofSeconds(10)), owner);
        CountDownLatch offered = new CountDownLatch(STREAMS);
        for (int i = 0; i < STREAMS; i++) {
            int channel = i;
            lanes.execute(() -> {
                offerAndEnd(queue, channel);
                offered.countDown();
            });
        }
        assertThat(offered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        CountDownLatch flushed = new CountDownLatch(1);
        queue.whenFlushed(flushed::countDown);
        assertThat(flushed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        lanes.shutdown();
        sockets.shutdown();

        assertThat(socket.overlaps).hasValue(0);
        assertThat(owner.failures).isEmpty();
        assertThat(owner.overflows).hasValue(0);
        assertThat(queue.queuedBytes()).isZero();
        assertThat(offence(socket.texts)).isNull();
        assertThat(socket.texts.stream().filter(text -> text.startsWith("ended")))
                .hasSize(STREAMS * ROUNDS);
    }
}
