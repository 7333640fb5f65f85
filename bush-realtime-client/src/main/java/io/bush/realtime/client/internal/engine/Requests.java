package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.lane.Scheduler.Cancellable;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame.Limits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one connection asks of the server and what is not answered: subscribes, many to a frame and no faster than the
 * server allows, and unsubscribes. Thread safety: for the lane only.
 */
final class Requests {

    /** Subscribes made within this time share a frame. */
    static final Duration GATHER = Duration.ofMillis(5);

    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Set<String> WORTH_ANOTHER_TRY =
            Set.of("rate_limited", "too_many_pending", "temporarily_unavailable");

    private record Unsubscribe(Channel channel, Runnable done) {}

    private final Parts parts;
    private final Limits limits;
    private final Consumer<String> send;
    private final SubscribePacer pacer;
    private final Map<String, Unsubscribe> unsubscribes = new LinkedHashMap<>();
    /** Number of the newest mark. */
    private long newest;
    /** Calls off the next flush; null if none is due. */
    private @Nullable Cancellable flush;
    /** Whether the connection is gone. */
    private boolean ended;

    Requests(Parts parts, Limits limits, Consumer<String> send) {
        this.parts = parts;
        this.limits = limits;
        this.send = send;
        this.pacer = new SubscribePacer(limits.subscribesPerMinute());
    }

    /** There are new subscriptions; they leave together. */
    void gather() {
        if (flush == null) {
            flushIn(GATHER);
        }
    }

    void flush() {
        cancelFlush();
        for (List<Subscription> unsent = parts.subscriptions().unsent();
                !unsent.isEmpty() && !ended;
                unsent = parts.subscriptions().unsent()) {
            long now = parts.world().clock().nanoTime();
            Duration wait = pacer.delay(now);
            if (!wait.isZero()) {
                flushIn(wait);
                return;
            }
            pacer.sent(now);
            subscribe(unsent);
        }
    }

    private void subscribe(List<Subscription> unsent) {
        List<ClientFrames.Item> items = ClientFrames.fitting(
                unsent.stream().map(Subscription::item).toList(), limits.maxBatch(), limits.maxMessageBytes());
        String ref = nextRef();
        unsent.subList(0, items.size()).forEach(it -> it.asked(ref));
        send.accept(ClientFrames.subscribe(ref, items));
    }

    /** {@code done} runs once: when the server has answered, or will not. */
    void unsubscribe(Channel channel, Runnable done) {
        String ref = nextRef();
        unsubscribes.put(ref, new Unsubscribe(channel, done));
        send.accept(ClientFrames.unsubscribe(ref, channel));
    }

    void unsubscribed(@Nullable String ref, Channel channel) {
        if (ref != null) {
            finish(unsubscribes.remove(ref));
            return;
        }
        unsubscribes.entrySet().stream()
                .filter(it -> it.getValue().channel().equals(channel))
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(oldest -> finish(unsubscribes.remove(oldest)));
    }

    /**
     * A request was refused. What may work later is tried again; returns the subscriptions for which nothing is left to
     * try.
     */
    List<Subscription> refused(String ref, ServerError error) {
        boolean again = error.retryAfter() != null || WORTH_ANOTHER_TRY.contains(error.code());
        Duration wait = error.retryAfter() == null ? RETRY : error.retryAfter();
        Unsubscribe unsubscribe = unsubscribes.get(ref);
        if (unsubscribe != null) {
            if (again) {
                later(wait, () -> unsubscribeAgain(ref, unsubscribe));
            } else {
                finish(unsubscribes.remove(ref));
            }
        }
        List<Subscription> subscribes = parts.subscriptions().awaiting(ref);
        if (subscribes.isEmpty() || !again) {
            return subscribes;
        }
        subscribes.forEach(Subscription::unasked);
        pacer.hold(parts.world().clock().nanoTime(), wait);
        cancelFlush();
        flushIn(wait);
        return List.of();
    }

    private void unsubscribeAgain(String ref, Unsubscribe unsubscribe) {
        Subscription successor = parts.subscriptions().find(unsubscribe.channel());
        if (successor != null && successor.isKnownToServer()) {
            // Meanwhile somebody wants the channel again; the late request would end the new subscription.
            finish(unsubscribes.remove(ref));
        } else {
            send.accept(ClientFrames.unsubscribe(ref, unsubscribe.channel()));
        }
    }

    /** The connection is gone, and with it everything it was asked for. */
    void end() {
        ended = true;
        cancelFlush();
        List.copyOf(unsubscribes.values()).forEach(Requests::finish);
        unsubscribes.clear();
    }

    private static void finish(@Nullable Unsubscribe unsubscribe) {
        if (unsubscribe != null) {
            unsubscribe.done().run();
        }
    }

    private void cancelFlush() {
        if (flush != null) {
            flush.cancel();
            flush = null;
        }
    }

    private void flushIn(Duration wait) {
        flush = later(wait, this::flush);
    }

    private Cancellable later(Duration wait, Runnable task) {
        return parts.world()
                .scheduler()
                .schedule(
                        wait,
                        () -> parts.lane().execute(() -> {
                            if (!ended) {
                                task.run();
                            }
                        }));
    }

    private String nextRef() {
        newest++;
        return "r" + newest;
    }
}
