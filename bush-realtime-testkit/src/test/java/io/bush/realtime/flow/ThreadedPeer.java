package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.ratelimit.RateLimits.Limit;
import io.bush.realtime.testkit.RecordingTransport;
import io.bush.realtime.testkit.RecordingTransport.Completing;
import io.bush.realtime.time.SystemTime;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One client of a node on real threads, whose sends complete on another thread. */
final class ThreadedPeer implements Transport {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    final RecordingTransport seen;
    final TransportListener wire;

    private final SystemTime time;
    private final Executor threads;

    /** Connects, and is established when this returns. */
    ThreadedPeer(RealtimeNode node, SystemTime time, Executor threads, String user) {
        this.time = time;
        this.threads = threads;
        this.seen = new RecordingTransport(time, Completing.INLINE);
        this.wire =
                node.gate().open(new Handshake("192.0.2.7", "/cable", Map.of(), Map.of("token", List.of(user))), this);
        seen.await("connection.established", PATIENCE);
    }

    /** Settings under which nobody is refused for being quick, or because a thread that was to answer is stopped. */
    static RealtimeSettings patient() {
        Limit wide = new Limit(10_000, Duration.ofSeconds(60));
        AccessTiming usual = AccessTiming.DEFAULT;
        return RealtimeSettings.DEFAULT
                .with(new RateLimits(wide, wide, wide, wide, wide, wide, wide))
                .with(new AccessTiming(
                        PATIENCE, usual.recheckInterval(), usual.secondLook(), usual.unavailableAfter()));
    }

    /** Sends a frame; quotes may be single. */
    void send(String json) {
        wire.onTextEnd(json.replace('\'', '"'));
    }

    void act(String action, Channel channel, String more) {
        send("{'action':'" + action + "','channel':'" + channel.type() + "','resource_id':'" + channel.id() + "'" + more
                + "}");
    }

    /** Waits until so many frames of one name are there. */
    void await(String name, int count) {
        until(() -> seen.frames(name).size() >= count, count + " " + name);
    }

    /** Waits for an answer to the frame with a ref. */
    void awaitAnswer(String ref) {
        until(
                () -> seen.sent().stream()
                        .anyMatch(frame -> frame.json().path("ref").asText().equals(ref)),
                "the answer to " + ref);
    }

    /** Waits until something is there; looks again at each frame, and leaves the processor to others in between. */
    void until(BooleanSupplier there, String what) {
        long end = time.nanoTime() + PATIENCE.toNanos();
        synchronized (seen) {
            while (!there.getAsBoolean()) {
                long left = end - time.nanoTime();
                assertThat(left).as(() -> what + " among " + seen.names()).isPositive();
                try {
                    TimeUnit.NANOSECONDS.timedWait(seen, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting for " + what, e);
                }
            }
        }
    }

    /** Asserts what holds for every client whatever happened. */
    void assertInOrder() {
        assertThat(FrameOrder.offences(seen.sent(), false)).isEmpty();
        assertThat(seen.offences()).isEmpty();
    }

    @Override
    public void send(FrameBatch batch, Completion completion) {
        seen.send(batch, failure -> {
            try {
                threads.execute(() -> completion.completed(failure));
            } catch (RejectedExecutionException over) {
                // The test has ended, and with it the node.
            }
        });
    }

    @Override
    public void ping() {
        wire.onPong();
    }

    @Override
    public void close(int code, String reason) {
        seen.close(code, reason);
    }

    @Override
    public void abort() {
        seen.abort();
    }

    @Override
    public String path() {
        return "threads";
    }
}
