package io.bush.realtime.benchmarks.fleet;

import io.bush.realtime.client.BushClient;
import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.client.ClientRuntime;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.SubscribeOptions;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Clients that count: each event carries a number, so that a gap, a repetition or a wrong order shows. Thread safety: for one
 * thread; the handlers count for themselves.
 */
final class Fleet implements AutoCloseable {

    private final List<Member> members = new ArrayList<>();
    private final CountDownLatch subscribed;
    private final LongAdder misplaced = new LongAdder();
    private final LongAdder resets = new LongAdder();

    /** Counts down for each client that has everything; one for each round. */
    private volatile CountDownLatch complete = new CountDownLatch(0);

    /**
     * Connects everybody.
     *
     * @param runtime what they share; null for a runtime of each one's own
     * @param channels how many channels there are
     * @param each how many of them each client subscribes to
     */
    Fleet(int port, int clients, int channels, int each, @Nullable ClientRuntime runtime) {
        subscribed = new CountDownLatch(clients * each);
        URI url = URI.create("ws://127.0.0.1:" + port + "/v4/cable");
        for (int i = 0; i < clients; i++) {
            BushClientBuilder builder = BushClient.builder(url).token("user_" + i);
            Member member = new Member((runtime == null ? builder : builder.runtime(runtime)).build(), each);
            members.add(member);
            for (int j = 0; j < each; j++) {
                member.subscribe(j, FleetServer.file((i * each + j) % channels));
            }
            var unused = member.client.connect();
        }
    }

    /** Waits until everybody is subscribed to everything. */
    void awaitSubscribed(Duration patience) throws IOException, InterruptedException {
        if (!subscribed.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(subscribed.getCount() + " subscriptions are not confirmed in " + patience);
        }
    }

    /** From now on so many events are due on each channel. */
    void expect(int events) {
        complete = new CountDownLatch(members.size());
        members.forEach(member -> member.expect(events));
    }

    /** Waits until everybody has everything; returns when each had, in nanoseconds since a moment, ordered. */
    long[] awaitComplete(long since, Duration patience) throws IOException, InterruptedException {
        if (!complete.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IOException(complete.getCount() + " clients do not have everything in " + patience);
        }
        long[] times =
                members.stream().mapToLong(member -> member.completeAt - since).toArray();
        Arrays.sort(times);
        return times;
    }

    long misplaced() {
        return misplaced.sum();
    }

    long resets() {
        return resets.sum();
    }

    /** One client. */
    private final class Member {

        private final BushClient client;
        /** The number that came last on each channel; touched on the channel's lane only. */
        private final int[] last;
        /** How many events are still due; guarded by this. */
        private int due;
        /** When nothing was due any more; written before the latch is counted down. */
        private volatile long completeAt;

        Member(BushClient client, int each) {
            this.client = client;
            this.last = new int[each];
        }

        void subscribe(int index, String file) {
            boolean[] confirmed = new boolean[1];
            var unused = client.subscribe("file", file, SubscribeOptions.DEFAULT, handle -> {
                handle.onEvent(event -> came(index, event));
                handle.onReset(reset -> resets.increment());
                handle.onConfirmed(first -> {
                    if (!confirmed[0]) {
                        confirmed[0] = true;
                        subscribed.countDown();
                    }
                });
            });
        }

        private void came(int index, ReceivedEvent event) {
            int number = event.data().path("n").intValue();
            if (last[index] != 0 && number != last[index] + 1) {
                misplaced.increment();
            }
            last[index] = number;
            if (isLast()) {
                completeAt = System.nanoTime();
                complete.countDown();
            }
        }

        private synchronized boolean isLast() {
            due--;
            return due == 0;
        }

        synchronized void expect(int events) {
            due = events * last.length;
        }
    }

    @Override
    public void close() {
        members.forEach(member -> {
            var unused = member.client.closeAsync();
        });
        members.forEach(member -> member.client.close());
    }
}
