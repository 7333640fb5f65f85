package io.bush.realtime.redis.kit;

import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.testkit.Concurrently;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Publishes on several nodes in turn, one event after the other in each of several channels, until it is stopped. Thread
 * safety: safe for use by any thread.
 */
public final class Publishing implements AutoCloseable {

    private final List<FollowedNode> nodes;
    private final List<Channel> channels;
    private final Thread thread;
    private final AtomicInteger count = new AtomicInteger();
    private final List<PublishResult> results = new ArrayList<>();
    private volatile boolean stopped;

    /** Begins. */
    public Publishing(List<FollowedNode> nodes, List<Channel> channels) {
        this.nodes = nodes;
        this.channels = channels;
        this.thread = new Thread(this::publish, "publishing");
        thread.start();
    }

    private void publish() {
        while (!stopped) {
            int n = count.getAndIncrement();
            PublishResult result = Concurrently.await(
                    nodes.get(n % nodes.size()).publish(channels.get(n / nodes.size() % channels.size()), n));
            synchronized (results) {
                results.add(result);
            }
        }
    }

    /** Waits until so many more are answered. */
    public void more(int events) {
        int now = answered().size();
        Until.holds("more is published", () -> answered().size() >= now + events);
    }

    /** Waits until so many more in a row are stored. */
    public void stored(int events) {
        int now = answered().size();
        Until.holds("everything is stored again", () -> {
            List<PublishResult> all = answered();
            return all.size() >= now + events
                    && all.subList(all.size() - events, all.size()).stream()
                            .allMatch(PublishResult.Durable.class::isInstance);
        });
    }

    /** What was answered so far, oldest first. */
    public List<PublishResult> answered() {
        synchronized (results) {
            return List.copyOf(results);
        }
    }

    /** Stops, and waits for the last answer. */
    public void stop() {
        stopped = true;
        try {
            thread.join(Concurrently.DEADLINE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        stop();
    }
}
