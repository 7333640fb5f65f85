package io.bush.realtime.internal.hub;

import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.lane.Question;
import io.bush.realtime.internal.sideband.Sideband;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where those wait who join a channel before it is attached: first the bus, then the head and the pictures of presence and
 * locks, then they are let in. In an outage nobody waits (contract §7). Thread safety: on the channel's lane only.
 */
final class Entrance {

    /** How long bus and log may take; whoever waits longer is better off asking again. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ChannelHub hub;
    private final HubContext context;
    private final Sideband sideband;
    /** Who waits; empty once attached. */
    private List<Attachment> waiting = new ArrayList<>();

    private boolean attaching;
    /** Counts the attempts: what an older one brings is not for this one. */
    private int attempts;

    Entrance(ChannelHub hub, HubContext context, Sideband sideband) {
        this.hub = hub;
        this.context = context;
        this.sideband = sideband;
    }

    private record Arrival(Position head, long asked, Sideband.Pictures pictures) {}

    void attach(Attachment wish) {
        boolean down = context.outage().down();
        if (down) {
            // It may be younger than the outage. Whoever brings the channels back looks for them only after the
            // outage's end.
            hub.isolation().cut();
        }
        if (down && context.policy() == OutagePolicy.REJECT) {
            refuse(wish);
            hub.forgetIfEmpty();
        } else if (down || hub.attached()) {
            admit(wish);
        } else {
            waiting.add(wish);
            begin();
        }
    }

    /** Attaches the channel, unless that is under way. */
    void begin() {
        if (attaching) {
            return;
        }
        attaching = true;
        int attempt = ++attempts;
        sideband.begin();
        Question.ask(context.runtime(), hub.lane(), PATIENCE, () -> subscribe(attempt), (arrival, failure) -> {
            if (attempt == attempts) {
                attached(arrival, failure);
            }
        });
    }

    /** First the bus, then the head: what is announced between the two is in both, and counted once. */
    private CompletionStage<Arrival> subscribe(int attempt) {
        return context.bus().subscribe(hub.channel()).thenCompose(subscribed -> {
            // What came before belongs to an earlier subscription, which did not hear what followed.
            hub.lane().execute(() -> {
                if (attaching && attempt == attempts) {
                    sideband.begin();
                }
            });
            long asked = context.nanoTime();
            return context.log()
                    .head(hub.channel(), hub.retention())
                    .thenCombine(sideband.fetch(), (head, pictures) -> new Arrival(head, asked, pictures));
        });
    }

    /** The back end is away, and may never answer what it was asked: nobody waits for it. */
    void away() {
        attempts++;
        List<Attachment> wishes = waiting;
        waiting = new ArrayList<>();
        wishes.forEach(this::attach);
        // Only now: an attempt that ended while it waited must not dissolve the channel before the next one joined.
        attaching = false;
        if (!waiting.isEmpty()) {
            begin();
        }
        hub.forgetIfEmpty();
    }

    private void attached(@Nullable Arrival arrival, @Nullable Throwable failure) {
        List<Attachment> wishes = waiting;
        waiting = new ArrayList<>();
        if (arrival == null) {
            context.listener().failed("attach " + hub.channel().type(), ChannelHub.orUnknown(failure));
            wishes.forEach(this::refuse);
            if (!hub.viewers().isEmpty()) {
                // They came in an outage, and wait for a position.
                int failed = attempts;
                context.runtime()
                        .scheduler()
                        .schedule(
                                RETRY,
                                () -> hub.lane().execute(() -> {
                                    if (failed == attempts
                                            && !hub.viewers().isEmpty()
                                            && !hub.isolation().cutOff()) {
                                        begin();
                                    }
                                }));
            }
        } else {
            hub.begin(arrival.head(), arrival.asked());
            sideband.loaded(arrival.pictures());
            hub.isolation().pictured(sideband);
            hub.isolation().level();
            wishes.forEach(this::admit);
            hub.settle();
        }
        // Only now: an attempt that ended while it waited must not dissolve the channel before the next one joined.
        attaching = false;
        hub.forgetIfEmpty();
    }

    private void refuse(Attachment wish) {
        wish.subscription().owner().unavailable(wish.subscription());
    }

    private void admit(Attachment wish) {
        if (wish.subscription().ended()) {
            hub.forgetIfEmpty();
            return;
        }
        // What is flushed may end the channel: whoever joins must not find it dissolved.
        waiting.add(wish);
        hub.flush();
        waiting.remove(wish);
        hub.admit(wish);
    }

    /** Whether nobody waits, and nothing is asked. */
    boolean isEmpty() {
        return waiting.isEmpty() && !attaching;
    }
}
