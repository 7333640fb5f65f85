package io.bush.realtime.client.internal.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.internal.parts.Parts;
import io.bush.realtime.client.internal.subscription.Subscription;
import io.bush.realtime.client.internal.wire.ClientFrames;
import io.bush.realtime.client.internal.wire.ServerFrame;
import io.bush.realtime.client.internal.wire.ServerFrame.Failure;
import io.bush.realtime.client.internal.wire.ServerFrame.Unsubscribed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives subscriptions up on one connection, those that wait to leave in one frame. Thread safety: for the lane only.
 */
final class Unsubscribes {

    private final Parts parts;
    private final Outbox outbox;
    /** What has not left yet, with what to do when the server has confirmed. */
    private Map<Channel, List<Runnable>> unsent = new LinkedHashMap<>();
    /** Whether a frame waits to leave. */
    private boolean queued;

    Unsubscribes(Parts parts, Outbox outbox) {
        this.parts = parts;
        this.outbox = outbox;
    }

    /** {@code done} runs once: when the server has answered, or will not. */
    void add(Channel channel, Runnable done) {
        unsent.computeIfAbsent(channel, it -> new ArrayList<>()).add(done);
        if (!queued) {
            queued = true;
            outbox.submit(new Frame());
        }
    }

    /** One {@code unsubscribe}, and what waits for its answers. */
    private final class Frame implements Request {
        private final Map<Channel, List<Runnable>> waiting = new LinkedHashMap<>();

        @Override
        public Pace pace() {
            return Pace.FIRST;
        }

        @Override
        public @Nullable ObjectNode frame(String ref) {
            queued = false;
            unsent.forEach((channel, done) ->
                    waiting.computeIfAbsent(channel, it -> new ArrayList<>()).addAll(done));
            unsent = new LinkedHashMap<>();
            for (Channel channel : List.copyOf(waiting.keySet())) {
                Subscription successor = parts.subscriptions().find(channel);
                if (successor != null && successor.isKnownToServer()) {
                    // Meanwhile somebody wants the channel again; this late, it would end the new subscription.
                    finish(waiting.remove(channel));
                }
            }
            for (Channel channel : List.copyOf(waiting.keySet())) {
                if (waiting.size() > outbox.limits().maxBatch()) {
                    List<Runnable> done = waiting.remove(channel);
                    if (done != null) {
                        done.forEach(it -> add(channel, it));
                    }
                }
            }
            return waiting.isEmpty() ? null : ClientFrames.unsubscribe(List.copyOf(waiting.keySet()));
        }

        @Override
        public boolean answered(ServerFrame frame) {
            if (frame instanceof Unsubscribed answer) {
                finish(waiting.remove(answer.channel()));
            } else if (frame instanceof Failure) {
                finishAll();
            }
            return waiting.isEmpty();
        }

        @Override
        public void lost(Lost how) {
            finishAll();
            unsent.values().forEach(Unsubscribes::finish);
            unsent.clear();
        }

        private void finishAll() {
            waiting.values().forEach(Unsubscribes::finish);
            waiting.clear();
        }
    }

    private static void finish(@Nullable List<Runnable> done) {
        if (done != null) {
            done.forEach(Runnable::run);
        }
    }
}
