package io.bush.realtime.client.internal.subscription;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.internal.lane.Backoff;
import io.bush.realtime.client.internal.lane.Lane;
import io.bush.realtime.client.internal.user.Handlers;
import io.bush.realtime.client.internal.user.UserCode;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import io.bush.realtime.client.internal.wire.ClientFrames;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription. What the server says about it goes in on the client's lane and comes out as work for the channel's own
 * lane, where the application's handlers run. Thread safety: for the client's lane, but for what says otherwise.
 */
public final class Subscription {

    private enum State {
        /** Not asked for on this connection. */
        UNSENT,
        /** Asked for, not answered. */
        PENDING,
        /** Confirmed on this connection. */
        ACTIVE,
        /** To be asked for again, but not yet. */
        POSTPONED,
        /** Rejected, revoked or unsubscribed. */
        ENDED
    }

    /** In force for so long, a subscription has worked: what fails then is a new trouble. */
    private static final long STABLE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Channel channel;
    private final List<String> events;
    private final Handle handle;
    private final Backoff patience;
    private final List<ChannelTap> taps = new CopyOnWriteArrayList<>();
    private final RecentIds recent = new RecentIds();

    /** Where it stands with the server. */
    private State state = State.UNSENT;
    /** Whether the server of this connection was asked for it, and may serve it whatever it has answered since. */
    private boolean asked;
    /** The mark of the request of this connection, so that answers to an older one are known. */
    private String ref = "";
    /** The newest position that arrived; null before the first. */
    private @Nullable String received;
    /** Since when it is active, by the monotonic clock; meaningless in other states. */
    private long activeSince;
    /** Whether a poll has confirmed it since polling began. */
    private boolean polled;
    /** Whether it was ever in force. */
    private boolean confirmed;

    /**
     * Makes one that nobody was asked for.
     *
     * @param channel to what
     * @param options from where, and which events
     * @param user runs the handlers
     * @param mapper reads data for them
     * @param patience for requests that have to be repeated
     * @param unsubscribe told when the application wants no more, by any thread, with the stage to complete
     */
    public Subscription(
            Channel channel,
            SubscribeOptions options,
            UserCode user,
            ObjectMapper mapper,
            Backoff patience,
            BiConsumer<Subscription, CompletableFuture<Void>> unsubscribe) {
        this.channel = channel;
        this.events = options.events();
        this.received = options.sinceEventId();
        this.patience = patience;
        this.handle =
                new Handle(this, channel, options.sinceEventId(), user, mapper, done -> unsubscribe.accept(this, done));
    }

    // ---- on any thread

    /**
     * Finds the subscription behind a handle.
     *
     * @param handle what an application has
     * @return its subscription; null if the handle is not one of ours
     */
    public static @Nullable Subscription of(ChannelHandle handle) {
        return handle instanceof Handle ours ? ours.owner() : null;
    }

    /**
     * Returns what is subscribed to.
     *
     * @return the channel
     */
    public Channel channel() {
        return channel;
    }

    /**
     * Returns what the application has.
     *
     * @return its handle
     */
    public ChannelHandle handle() {
        return handle;
    }

    /** No handler starts any more. */
    public void silence() {
        handle.silence();
    }

    /**
     * Returns whether the application wants no handler called any more.
     *
     * @return whether it was silenced
     */
    public boolean isSilent() {
        return handle.isSilent();
    }

    /**
     * Returns where the handlers run.
     *
     * @return the channel's lane
     */
    public Lane lane() {
        return handle.lane();
    }

    /**
     * Adds a tap, which stays as long as the subscription.
     *
     * @param tap hears what happens from now on
     */
    public void tap(ChannelTap tap) {
        taps.add(tap);
    }

    /**
     * Adds a handler of the application's for frames that are no events.
     *
     * @param handler called for each
     * @return takes it away again
     */
    public Registration onControl(Handlers.Handler<ControlFrame> handler) {
        return handle.onFrame(handler);
    }

    // ---- where it stands

    /**
     * Returns whether it has to be asked for.
     *
     * @return whether it is unsent
     */
    public boolean isUnsent() {
        return state == State.UNSENT;
    }

    /**
     * Returns whether it waits for the answer to a request. A server that repeats no marks answers in order, and then the
     * pending request is the one.
     *
     * @param answered the request's mark; null if the answer has none
     * @return whether that answer is meant for it
     */
    public boolean isAwaiting(@Nullable String answered) {
        return state == State.PENDING && (answered == null || answered.equals(ref));
    }

    /**
     * Returns whether it is in force on this connection.
     *
     * @return whether it is confirmed and has not ended
     */
    public boolean isActive() {
        return state == State.ACTIVE;
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /**
     * Returns whether the server of this connection was asked for it. One that refuses to answer a later request just now
     * may go on with what it answered before.
     *
     * @return whether it has to be told when it is given up
     */
    public boolean isKnownToServer() {
        return asked && state != State.ENDED;
    }

    /**
     * Returns whether a poll has confirmed it since polling began.
     *
     * @return whether it has
     */
    public boolean isPolled() {
        return polled;
    }

    /**
     * Returns whether it was ever in force.
     *
     * @return whether a connection or a poll has confirmed it
     */
    public boolean wasConfirmed() {
        return confirmed;
    }

    /**
     * Returns what to ask for.
     *
     * @return the channel, from the newest position that has arrived
     */
    public ClientFrames.Item item() {
        return new ClientFrames.Item(channel, received, events);
    }

    // ---- what happens to it

    /**
     * It was asked for.
     *
     * @param mark of the request
     */
    public void asked(String mark) {
        state = State.PENDING;
        asked = true;
        ref = mark;
    }

    /** The connection is gone. */
    public void disconnected() {
        asked = false;
        unasked();
    }

    /** It has to be asked for now; without effect once it has ended. */
    public void unasked() {
        if (state != State.ENDED) {
            interrupt(State.UNSENT);
        }
    }

    /** The wait for asking again is over; without effect if it was asked for meanwhile. */
    public void due() {
        if (state == State.POSTPONED) {
            unasked();
        }
    }

    /**
     * It has to be asked for again, but not yet; {@link #due} ends the wait.
     *
     * @param least how long the server wants to be left alone
     * @param now by the monotonic clock
     * @return how long to wait
     */
    public Duration postponed(Duration least, long now) {
        if (state == State.ACTIVE && now - activeSince >= STABLE_NANOS) {
            patience.reset();
        }
        interrupt(State.POSTPONED);
        return patience.nextAtLeast(least);
    }

    private void interrupt(State next) {
        boolean wasActive = state == State.ACTIVE;
        state = next;
        if (wasActive) {
            taps.forEach(ChannelTap::interrupted);
        }
    }

    /** It is over. */
    public void end() {
        if (state != State.ENDED) {
            state = State.ENDED;
            taps.forEach(ChannelTap::ended);
        }
    }

    /** Polling begins or ends. */
    public void unpolled() {
        polled = false;
    }

    // ---- what is said of it; the deliveries tell the handlers

    /**
     * An event.
     *
     * @param event which
     * @return what to tell the handlers; null for a repetition
     */
    public @Nullable Delivery event(ReceivedEvent event) {
        String id = event.eventId();
        if (id != null) {
            if (!recent.add(id)) {
                return null;
            }
            received = id;
            handle.received(id);
        }
        return handle.deliver(id, event);
    }

    /**
     * A position without an event, from a poll.
     *
     * @param lastEventId the position
     * @return what makes it the handled one
     */
    public Delivery position(String lastEventId) {
        moveTo(lastEventId);
        return handle.deliver(lastEventId);
    }

    Delivery position(String lastEventId, ControlFrame control) {
        moveTo(lastEventId);
        return handle.deliver(lastEventId, control);
    }

    Delivery control(ControlFrame control) {
        taps.forEach(it -> it.control(control));
        return handle.deliver(null, control);
    }

    Delivery notice(SubscriptionNotice notice, ControlFrame control, long now) {
        if (notice instanceof Confirmed) {
            state = State.ACTIVE;
            activeSince = now;
            taps.forEach(ChannelTap::confirmed);
        }
        taps.forEach(it -> it.control(control));
        return told(notice, notice, control);
    }

    /**
     * What a poll says of it, or an error that ends it.
     *
     * @param notice what
     * @return what to tell the handlers
     */
    public Delivery notice(SubscriptionNotice notice) {
        polled |= notice instanceof Confirmed;
        return told(notice, notice);
    }

    private Delivery told(SubscriptionNotice notice, Object... messages) {
        String position = null;
        if (notice instanceof Confirmed it) {
            confirmed = true;
            // What is missing is missing until the reset that has to follow: if that does not arrive, it has to come
            // again.
            boolean resetFollows = received != null && !it.recovered();
            position = resetFollows ? null : it.lastEventId();
        } else if (notice instanceof Reset reset) {
            position = reset.lastEventId();
        } else {
            end();
        }
        moveTo(position);
        return handle.deliver(position, messages);
    }

    /** Without a position (a confirmation in an outage) the old one stays as it is. */
    private void moveTo(@Nullable String position) {
        if (position != null) {
            recent.add(position);
            received = position;
            handle.received(position);
        }
    }
}
