package io.bush.realtime.internal.hub;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.Position;
import io.bush.realtime.internal.connection.Connection;
import io.bush.realtime.internal.connection.OutboundQueue;
import io.bush.realtime.internal.sideband.LockNews;
import io.bush.realtime.internal.sideband.Viewer;
import io.bush.realtime.observe.RealtimeListener.DropReason;
import io.bush.realtime.protocol.ServerMessage.RevokeReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection's part in one channel: one attempt to subscribe, and if it is confirmed, the subscription. A later
 * subscribe of the same connection makes a new object, so a late answer can never reach the wrong one.
 *
 * <p>States: see {@link State}. Thread safety: the package-private fields are touched on the channel's lane only; the
 * rest is immutable or belongs to {@link OutboundStream}.
 */
public final class Subscription extends Viewer {

    /** What a subscription tells its connection's session. Called on the channel's lane. */
    public interface Owner {

        /** The confirm was sent. */
        void confirmed(Subscription subscription);

        /** The log or the bus could not be asked; nothing was confirmed. */
        void unavailable(Subscription subscription);

        /** The channel ended it; the frame that says so was sent. */
        void ended(Subscription subscription, RevokeReason reason);

        /** There is news of locks that the connection may hold. */
        void onLocks(LockNews news);
    }

    /** Where a subscription stands towards its channel. */
    enum State {
        /** Not yet admitted. */
        NEW,
        /** Reading the log; live events wait in the channel's seam buffer. */
        CATCHING_UP,
        /** Gets every event as it comes. */
        LIVE,
        /** Gets nothing until its queue has room again, or its access is confirmed; then it catches up. */
        PAUSED
    }

    private final String principalId;
    private final EventPatterns patterns;
    private final Owner owner;

    /** Where it stands. */
    State state = State.NEW;
    /** Its own position while that differs from the channel's; null while it moves in step with it. */
    @Nullable
    Position at;
    /** Its queue was full; a wake-up is on its way. */
    boolean spilled;
    /** Its access is being confirmed; written on the connection's lane, and in force from that instant. */
    volatile boolean held;
    /** It was not shown the pictures of presence and locks as they are now. */
    boolean pictureOld = true;
    /** From where on it is owed the local events that came while it was held; -1 while it is owed none. */
    long heldFrom = -1;
    /** It was confirmed in an outage, without a position: it gets nothing that has one before it is reset. */
    boolean unplaced;
    /** Where its channel ends; null while it does not. */
    @Nullable
    Position endsAt;
    /** The last reading of the present catch-up brought nothing, and it was still not level. */
    boolean readNothing;
    /** Readings of the present catch-up that failed or brought it no further, since the last that did. */
    int readsInVain;
    /** Durable events since the last one it was sent that it did not get. */
    int skipped;
    /** When the first of them was skipped, on the monotonic clock. */
    long skippedSince;
    /** When the present catch-up began, on the monotonic clock. */
    long catchUpSince;
    /** Events sent in the present catch-up. */
    int caughtUp;

    /** Makes an attempt that is not admitted yet. */
    public Subscription(
            Connection connection, Principal principal, Channel channel, EventPatterns patterns, Owner owner) {
        super(channel, connection, principal.view());
        this.principalId = principal.id();
        this.patterns = patterns;
        this.owner = owner;
    }

    OutboundQueue queue() {
        return connection().outbound();
    }

    Owner owner() {
        return owner;
    }

    @Override
    public boolean live() {
        return state == State.LIVE && !withheld();
    }

    /** Whether it gets nothing because its access may have ended. */
    boolean withheld() {
        return held || connection().accessInQuestion();
    }

    /** It gets nothing from now on, and goes on after this position if it moved in step. */
    void pause(@Nullable Position before) {
        state = State.PAUSED;
        if (at == null && !unplaced) {
            at = before;
        }
    }

    @Override
    public void onLocks(LockNews news) {
        owner.onLocks(news);
    }

    /** Whether it wants whatever its view class gets. */
    boolean wantsAll() {
        return patterns.wantsAll();
    }

    /** Whether it goes without an event: it read further ahead than its channel was, or will fetch the state in which it is. */
    boolean alreadyHas(Event event) {
        Event.Entry entry = event.entry();
        if (unplaced) {
            return entry != null;
        }
        return at != null
                && entry != null
                && at.epoch().equals(entry.position().epoch())
                && entry.position().offset() <= at.offset();
    }

    /** Whether it has everything it will ever get. */
    boolean atEnd() {
        return endsAt != null && at != null && ChannelEnd.reaches(at, endsAt);
    }

    /** What of some events lies before its channel's end. */
    List<Event> upToEnd(List<Event> events) {
        Position end = endsAt;
        if (end == null) {
            return events;
        }
        return events.stream()
                .filter(event -> event.entry() == null
                        || ChannelEnd.reaches(end, event.entry().position()))
                .toList();
    }

    /** Why it does not get an event; null when it does. */
    @Nullable
    DropReason refusal(Event event) {
        if (event.content().dataFor(view()) == null) {
            return DropReason.NOT_FOR_GUESTS;
        }
        if (connection().id().equals(event.content().exceptConnection())
                || principalId.equals(event.content().exceptUser())) {
            return DropReason.EXCEPTED;
        }
        return patterns.matches(event.name()) ? null : DropReason.FILTERED;
    }
}
