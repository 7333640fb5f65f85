package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.sideband.Sideband;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where those wait who join a channel before it is attached: first the bus, then the head and the pictures of presence and
 * locks, then they are let in. Thread safety: on the channel's lane only.
 */
final class Entrance {

    private final ChannelHub hub;
    private final HubContext context;
    private final Sideband sideband;
    /** Who waits; empty once attached. */
    private List<Attachment> waiting = new ArrayList<>();

    private boolean attaching;

    Entrance(ChannelHub hub, HubContext context, Sideband sideband) {
        this.hub = hub;
        this.context = context;
        this.sideband = sideband;
    }

    private record Arrival(Position head, long asked, Sideband.Pictures pictures) {}

    void attach(Attachment wish) {
        if (hub.attached()) {
            admit(wish);
            return;
        }
        waiting.add(wish);
        if (!attaching) {
            attaching = true;
            sideband.begin();
            // First the bus, then the head: what is announced between the two is in both, and counted once.
            context.bus()
                    .subscribe(hub.channel())
                    .thenCompose(subscribed -> {
                        // What came before belongs to an earlier subscription, which did not hear what followed.
                        hub.lane().execute(sideband::begin);
                        long asked = context.nanoTime();
                        return context.log()
                                .head(hub.channel(), hub.retention())
                                .thenCombine(sideband.fetch(), (head, pictures) -> new Arrival(head, asked, pictures));
                    })
                    .whenComplete((arrival, failure) -> hub.lane().execute(() -> attached(arrival, failure)));
        }
    }

    private void attached(@Nullable Arrival arrival, @Nullable Throwable failure) {
        List<Attachment> wishes = waiting;
        waiting = new ArrayList<>();
        if (arrival == null) {
            context.listener().failed("attach " + hub.channel().type(), ChannelHub.orUnknown(failure));
            wishes.forEach(wish -> wish.subscription().owner().unavailable(wish.subscription()));
        } else {
            hub.begin(arrival.head(), arrival.asked());
            sideband.loaded(arrival.pictures());
            wishes.forEach(this::admit);
            hub.settle();
        }
        // Only now: an attempt that ended while it waited must not dissolve the channel before the next one joined.
        attaching = false;
        hub.forgetIfEmpty();
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
