package io.bush.realtime.internal.hub;

import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.internal.hub.Subscription.State;
import io.bush.realtime.internal.reading.Retry;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.protocol.ServerMessage.SubscriptionConfirmed.Recovery;
import io.bush.realtime.transport.FrameBatch;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings single subscribers level with their channel: on subscribing with a position, and after a full queue or a held
 * access (contract P1, P2, §3.12–3.14). The first reading is whole or refused, later ones are pages.
 *
 * <p>A catch-up is: read the log after the subscriber's position; send that; close the seam from the buffer of what came live
 * meanwhile, or read again when it does not reach back; then move in step. One reading at a time. For the channel's lane only.
 */
final class CatchUp {

    /** Waiting for the channel's turn after an outage is no failure and grows no longer: ½ to 1 s. */
    private static final int UNTIL_OUR_TURN = 3;

    private final ChannelHub hub;
    private final Channel channel;
    private final HubContext context;
    private final Fanout fanout;
    private final ChannelEnd end;
    private final SeamBuffer seam = new SeamBuffer();
    /** Those that catch up, with the wish of those that are not confirmed yet. */
    private final Map<Subscription, @Nullable Attachment> behind = new LinkedHashMap<>();

    CatchUp(ChannelHub hub, HubContext context, Fanout fanout, ChannelEnd end) {
        this.hub = hub;
        this.channel = hub.channel();
        this.context = context;
        this.fanout = fanout;
        this.end = end;
    }

    // ---- how one comes to catch up ----

    /** Confirms at the head, or begins a first reading; in an outage without either. */
    void admit(Attachment wish) {
        Subscription subscription = wish.subscription();
        if (context.outage().down()) {
            confirmUnplaced(wish);
            return;
        }
        String since = wish.sinceEventId();
        if (since == null) {
            if (confirm(wish, hub.known().eventId(channel), Recovery.NONE)) {
                inStep(subscription);
            }
            return;
        }
        Position position = Position.parse(channel, since);
        if (position == null) {
            reset(subscription, ResetReason.MALFORMED, wish);
            return;
        }
        begin(subscription, position, wish);
    }

    /** Confirms without a position, because none can be asked for. It is reset when there is one. */
    private void confirmUnplaced(Attachment wish) {
        Subscription subscription = wish.subscription();
        subscription.unplaced = true;
        if (confirm(wish, null, Recovery.UNRECOVERABLE)) {
            left(subscription);
            inStep(subscription);
        }
    }

    /** The queue is full: the subscriber waits for room, then reads on from where it was. */
    void spill(Subscription subscription, Position before) {
        subscription.pause(before);
        context.listener().spilled(subscription.connection().id(), channel);
        waitForRoom(subscription);
    }

    void hold(Subscription subscription) {
        hub.isolation().hold(subscription);
        if (subscription.state == State.LIVE) {
            pauseAtHead(subscription);
        }
    }

    /** Access may have ended when there is something to deliver: pauses before it, whoever is in step. */
    void withhold(Subscription subscription, Position before) {
        if (subscription.state == State.LIVE) {
            subscription.pause(before);
            awaitAnswer(subscription);
        }
    }

    /** News that are in no log passed it by: it is shown the pictures, even if no event came. */
    void missed(Subscription subscription) {
        subscription.pictureOld = true;
        if (subscription.state == State.LIVE) {
            pauseAtHead(subscription);
            awaitAnswer(subscription);
        }
    }

    /** Looks again when the connection has seen to the changes of access that it has not seen yet. */
    private void awaitAnswer(Subscription subscription) {
        if (subscription.connection().accessInQuestion()) {
            subscription.connection().lane().execute(() -> hub.lane().execute(() -> hub.release(subscription)));
        }
    }

    void release(Subscription subscription) {
        if (subscription.state == State.PAUSED && !subscription.spilled) {
            hub.flush();
            boolean level = hub.attached() && hub.known().equals(subscription.at) && behind.get(subscription) == null;
            if (subscription.unplaced || level) {
                // Nothing came meanwhile.
                inStep(subscription);
                hub.isolation().place(subscription);
            } else {
                resume(subscription);
            }
        }
        hub.isolation().release(subscription);
    }

    private void pauseAtHead(Subscription subscription) {
        subscription.pause(subscription.unplaced ? null : hub.known());
    }

    private void waitForRoom(Subscription subscription) {
        subscription.spilled = true;
        subscription
                .queue()
                .whenRoom(() -> hub.lane().execute(() -> {
                    subscription.spilled = false;
                    if (subscription.state == State.PAUSED && !subscription.held) {
                        resume(subscription);
                    }
                }));
    }

    private void resume(Subscription subscription) {
        Position from = subscription.at;
        if (!subscription.ended() && from != null) {
            begin(subscription, from, behind.get(subscription));
        }
    }

    private void begin(Subscription subscription, Position from, @Nullable Attachment wish) {
        subscription.state = State.CATCHING_UP;
        subscription.at = from;
        subscription.pictureOld = true;
        subscription.catchUpSince = context.nanoTime();
        subscription.caughtUp = 0;
        subscription.readNothing = false;
        subscription.readsInVain = 0;
        behind.put(subscription, wish);
        read(subscription);
    }

    // ---- reading ----

    private void read(Subscription subscription) {
        Position from = subscription.at;
        if (subscription.ended() || from == null) {
            hub.detach(subscription);
            return;
        }
        if (subscription.confirmed() && hub.isolation().cutOff()) {
            readAgain(subscription, UNTIL_OUR_TURN);
            return;
        }
        if (!subscription.queue().reserveReplay()) {
            subscription.queue().whenRoom(() -> hub.lane().execute(() -> read(subscription)));
            return;
        }
        ReadLimit limit = subscription.confirmed() ? ReadLimit.PAGE : ReadLimit.WHOLE;
        context.log()
                .readAfter(channel, from, hub.retention(), limit)
                .whenComplete((replay, failure) -> hub.lane().execute(() -> {
                    try {
                        answered(subscription, replay, failure);
                    } finally {
                        subscription.queue().releaseReplay();
                    }
                }));
    }

    private void answered(Subscription subscription, @Nullable Replay replay, @Nullable Throwable failure) {
        if (subscription.ended() || !behind.containsKey(subscription)) {
            hub.detach(subscription);
            return;
        }
        Attachment wish = behind.get(subscription);
        if (replay == null) {
            context.listener().failed("EventLog.readAfter", ChannelHub.orUnknown(failure));
            if (wish != null && context.outage().down() && context.policy() == OutagePolicy.DELIVER_LOCALLY) {
                confirmUnplaced(wish);
            } else if (wish != null) {
                subscription.owner().unavailable(subscription);
            } else {
                readAgain(subscription, ++subscription.readsInVain);
            }
            return;
        }
        if (subscription.withheld()) {
            // Unconfirmed access: what was read is not shown, and read again when it is confirmed.
            subscription.state = State.PAUSED;
            awaitAnswer(subscription);
            return;
        }
        hub.flush();
        if (replay instanceof Replay.Gap gap) {
            reset(subscription, gap.reason(), wish);
        } else if (replay instanceof Replay.Missed missed) {
            send(subscription, subscription.upToEnd(missed.events()), wish);
        }
    }

    private void send(Subscription subscription, List<Event> events, @Nullable Attachment wish) {
        if (wish != null) {
            if (wish.interrupted(events)) {
                reset(subscription, ResetReason.ACCESS_INTERRUPTED, wish);
                return;
            }
            String since = wish.sinceEventId() == null ? "" : wish.sinceEventId();
            if (!confirm(wish, since, Recovery.recovered(Fanout.count(subscription, events)))) {
                return;
            }
            behind.put(subscription, null);
        }
        if (!deliver(subscription, events)) {
            hub.detach(subscription);
            return;
        }
        if (subscription.queue().overLimit()) {
            subscription.state = State.PAUSED;
            waitForRoom(subscription);
            return;
        }
        join(subscription, events.isEmpty());
    }

    /** Closes the seam between what was read and what goes on live. */
    private void join(Subscription subscription, boolean readNothing) {
        Position at = subscription.at;
        Position head = hub.known();
        if (subscription.atEnd()) {
            end.finish(subscription);
        } else if (at == null || !at.epoch().equals(head.epoch())) {
            readOn(subscription, readNothing);
        } else if (at.offset() >= head.offset()) {
            // It may have read further than the channel is: then the channel's next events are no news to it.
            subscription.at = at.offset() > head.offset() ? at : null;
            live(subscription);
        } else {
            List<Event> missing = seam.between(at, head);
            if (missing == null) {
                readOn(subscription, readNothing);
            } else if (deliver(subscription, subscription.upToEnd(missing))) {
                inStep(subscription);
            } else {
                hub.detach(subscription);
            }
        }
    }

    /** Reads again; later, when the log had nothing twice: then log and channel do not agree on where the end is. */
    private void readOn(Subscription subscription, boolean readNothing) {
        boolean again = readNothing && subscription.readNothing;
        subscription.readNothing = readNothing;
        if (again) {
            hub.repair();
            readAgain(subscription, ++subscription.readsInVain);
        } else {
            read(subscription);
        }
    }

    private void readAgain(Subscription subscription, int inVain) {
        Duration wait = Retry.after(inVain, context.runtime().random());
        context.runtime().scheduler().schedule(wait, () -> hub.lane().execute(() -> read(subscription)));
    }

    private boolean deliver(Subscription subscription, List<Event> events) {
        Position from = subscription.at;
        if (events.isEmpty() || from == null) {
            return true;
        }
        subscription.at = null;
        boolean sent = fanout.page(subscription, events, from);
        Event.Entry last = events.get(events.size() - 1).entry();
        subscription.at = last == null ? from : last.position();
        subscription.readsInVain = 0;
        return sent;
    }

    // ---- how it ends ----

    private boolean confirm(Attachment wish, @Nullable String lastEventId, Recovery recovery) {
        Subscription subscription = wish.subscription();
        Frame frame = subscription
                .dialect()
                .encode(new ServerMessage.SubscriptionConfirmed(wish.ref(), channel, lastEventId, recovery));
        if (!subscription.queue().confirm(subscription, wish.previous(), frame)) {
            hub.detach(subscription);
            return false;
        }
        if (wish.previous() != null) {
            hub.detach(wish.previous());
        }
        context.listener().subscribed(subscription.connection().id(), channel);
        subscription.owner().confirmed(subscription);
        return true;
    }

    /** The channel has lost events. Who had read further than the channel may have lost nothing: it asks for itself. */
    void channelLost(List<Subscription> subscribers, ResetReason reason) {
        for (Subscription subscription : subscribers) {
            if (subscription.state == State.LIVE && subscription.at != null) {
                begin(subscription, subscription.at, null);
            } else if (subscription.state == State.LIVE) {
                reset(subscription, reason, null);
            }
        }
    }

    /** Tells the subscriber to fetch the whole state; it goes on live from the channel's head. */
    void reset(Subscription subscription, ResetReason reason, @Nullable Attachment wish) {
        String head = hub.known().eventId(channel);
        subscription.unplaced = false;
        if (wish != null && !confirm(wish, head, Recovery.NONE)) {
            return;
        }
        String ref = wish == null ? null : wish.ref();
        Frame frame = subscription.dialect().encode(new ServerMessage.SubscriptionReset(ref, channel, head, reason));
        if (frame != null && subscription.queue().page(subscription, FrameBatch.of(frame))) {
            context.counters().resets.increment();
            context.listener().reset(subscription.connection().id(), channel, reason);
        }
        inStep(subscription);
    }

    private void inStep(Subscription subscription) {
        subscription.at = null;
        live(subscription);
    }

    private void live(Subscription subscription) {
        boolean withheld = subscription.withheld();
        if (!withheld && subscription.pictureOld && subscription.endsAt == null) {
            hub.sideband().greet(subscription);
            subscription.pictureOld = false;
        }
        subscription.state = State.LIVE;
        if (behind.containsKey(subscription)) {
            left(subscription);
            Duration took = Duration.ofNanos(context.nanoTime() - subscription.catchUpSince);
            context.listener().caughtUp(subscription.connection().id(), channel, subscription.caughtUp, took);
        }
        if (subscription.endsAt != null) {
            end.finish(subscription);
        } else if (withheld) {
            pauseAtHead(subscription);
            awaitAnswer(subscription);
        }
    }

    /** A subscriber is level, or gone. */
    void left(Subscription subscription) {
        behind.remove(subscription);
        if (behind.isEmpty()) {
            seam.clear();
        }
    }

    /** Keeps a round for those who catch up. */
    void remember(Round round) {
        if (!behind.isEmpty()) {
            seam.add(round);
        }
    }
}
