package io.bush.realtime.client.internal.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.connection.ServerError;
import io.bush.realtime.client.internal.lane.Alarm;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.internal.wire.ServerFrame.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that every subscription is asked for on one connection until it has an answer: all that are unsent in as few
 * frames as possible. Thread safety: for the lane only.
 */
final class Subscribes {

    /** Subscribes made within this time share a frame. */
    static final Duration GATHER = Duration.ofMillis(5);

    /** Without an answer for so long, a subscription is asked for again; the server lets that take the older one's place. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Retries that are due within this time of each other share a frame. */
    private static final Duration SHARED = Duration.ofSeconds(1);

    private record Postponed(Subscription subscription, long since, Duration delay) {
        Duration left(long now) {
            return delay.minusNanos(now - since);
        }
    }

    private final Parts parts;
    private final Outbox outbox;
    private final BiConsumer<Subscription, ServerError> refused;
    private final Alarm gathering;
    private final Alarm retry;
    private final List<Postponed> postponed = new ArrayList<>();
    private final List<Frame> frames = new ArrayList<>();
    /** Whether a frame waits to leave; it takes along all that is unsent then. */
    private boolean queued;

    /** {@code refused} is told of subscriptions that an error has ended. */
    Subscribes(Parts parts, Outbox outbox, BiConsumer<Subscription, ServerError> refused) {
        this.parts = parts;
        this.outbox = outbox;
        this.refused = refused;
        this.gathering = parts.alarm();
        this.retry = parts.alarm();
    }

    /** There are new subscriptions; they leave together. */
    void gather() {
        if (!gathering.isSet()) {
            gathering.set(GATHER, this::flush);
        }
    }

    /** Asks for everything that is unsent. */
    void flush() {
        gathering.clear();
        if (!queued && !parts.subscriptions().unsent().isEmpty()) {
            queued = true;
            outbox.submit(new Frame());
        }
    }

    /** Asks for one again later, together with others that are due at about the same time. */
    void later(Subscription subscription, Duration wait) {
        postponed.add(new Postponed(subscription, parts.now(), wait));
        armRetry();
    }

    /** The connection is gone. */
    void end() {
        gathering.clear();
        retry.clear();
        frames.forEach(it -> it.patience.clear());
    }

    private void armRetry() {
        long now = parts.now();
        List<Duration> left =
                postponed.stream().map(it -> it.left(now)).sorted().toList();
        if (left.isEmpty()) {
            return;
        }
        Duration latest = left.get(0).plus(SHARED);
        Duration wait = left.get(0);
        for (Duration one : left) {
            wait = one.compareTo(latest) <= 0 ? one : wait;
        }
        retry.set(wait.isNegative() ? Duration.ZERO : wait, this::retryDue);
    }

    private void retryDue() {
        long now = parts.now();
        postponed.removeIf(it -> {
            boolean due = it.left(now).compareTo(Duration.ZERO) <= 0;
            if (due) {
                it.subscription().due();
            }
            return due;
        });
        armRetry();
        flush();
    }

    /** One {@code subscribe}, and those it asks for. */
    private final class Frame implements Request {
        private final Alarm patience = parts.alarm();
        private String ref = "";
        private List<Subscription> asked = List.of();

        @Override
        public Pace pace() {
            return Pace.SUBSCRIBE;
        }

        @Override
        public @Nullable ObjectNode frame(String mark) {
            queued = false;
            List<Subscription> unsent = parts.subscriptions().unsent();
            if (unsent.isEmpty()) {
                return null;
            }
            List<ClientFrames.Item> items = ClientFrames.fitting(
                    unsent.stream().map(Subscription::item).toList(),
                    outbox.limits().maxBatch(),
                    outbox.limits().maxMessageBytes());
            ref = mark;
            asked = unsent.subList(0, items.size());
            asked.forEach(it -> it.asked(mark));
            flush();
            return ClientFrames.subscribe(items);
        }

        @Override
        public void sent() {
            frames.add(this);
            patience.set(PATIENCE, () -> {
                outbox.abandon(this);
                over();
                askAgain();
            });
        }

        @Override
        public void refused() {
            over();
            awaiting().forEach(Subscription::unasked);
            queued = true;
        }

        @Override
        public boolean answered(ServerFrame frame) {
            if (frame instanceof Failure failure) {
                refuse(failure.error());
            }
            boolean last = awaiting().isEmpty();
            if (last) {
                over();
            }
            return last;
        }

        /** An error that names an item is about that one, and nothing of the frame was done. */
        private void refuse(ServerError error) {
            List<Subscription> awaiting = awaiting();
            if (error.retryAfter() != null || error.code().equals("temporarily_unavailable")) {
                Duration least = error.retryAfter() == null ? Duration.ZERO : error.retryAfter();
                awaiting.forEach(it -> later(it, it.postponed(least, parts.now())));
                return;
            }
            JsonNode index = error.json().path("index");
            boolean one = index.isInt() && index.asInt() >= 0 && index.asInt() < asked.size();
            for (Subscription subscription : awaiting) {
                if (!one || subscription == asked.get(index.asInt())) {
                    refused.accept(subscription, error);
                }
            }
            askAgain();
        }

        private void askAgain() {
            awaiting().forEach(Subscription::unasked);
            flush();
        }

        @Override
        public void lost(Lost how) {
            patience.clear();
            queued = false;
        }

        private List<Subscription> awaiting() {
            return asked.stream().filter(it -> it.isAwaiting(ref)).toList();
        }

        private void over() {
            patience.clear();
            frames.remove(this);
        }
    }
}
