package io.bush.realtime.client.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.EventHandler;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.channel.SubscriptionNotice;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import io.bush.realtime.client.internal.engine.UserCode.Delivery;
import io.bush.realtime.client.internal.lane.Lane;
import io.bush.realtime.client.internal.wire.ClientFrames;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One subscription. What the server says about it goes in on the client's lane and comes out as work for the channel's own
 * lane, where the application's handlers run.
 */
final class Subscription implements ChannelHandle {

    private enum State {
        /** Not asked for on this connection. */
        UNSENT,
        /** Asked for, not answered. */
        PENDING,
        /** Confirmed. */
        ACTIVE,
        /** Rejected, revoked or unsubscribed. */
        ENDED
    }

    private final Channel channel;
    private final List<String> events;
    private final UserCode user;
    private final ObjectMapper mapper;
    private final BiConsumer<Subscription, CompletableFuture<Void>> unsubscribe;
    private final Lane lane;
    private final Handlers handlers = new Handlers();
    private final CompletableFuture<Void> unsubscribed = new CompletableFuture<>();

    /** Where it stands with the server; for the client's lane. */
    private State state = State.UNSENT;
    /** The mark of the request of this connection, so that answers to an older one are known; for the client's lane. */
    private String ref = "";
    /** The newest position that arrived; written on the client's lane. */
    private volatile @Nullable String received;
    /** The newest position whose handlers have run; written on the channel's lane. */
    private volatile @Nullable String handled;
    /** Whether the application wants no handler called any more; written by any thread. */
    private volatile boolean silent;

    /** {@code unsubscribe} is told once, by any thread, with the stage to complete. */
    Subscription(
            Channel channel,
            SubscribeOptions options,
            UserCode user,
            ObjectMapper mapper,
            BiConsumer<Subscription, CompletableFuture<Void>> unsubscribe) {
        this.channel = channel;
        this.events = options.events();
        this.received = options.sinceEventId();
        this.handled = options.sinceEventId();
        this.user = user;
        this.mapper = mapper;
        this.unsubscribe = unsubscribe;
        this.lane = user.newLane();
    }

    // ---- for the application

    @Override
    public Channel channel() {
        return channel;
    }

    @Override
    public <T> Registration on(String event, Class<T> type, EventHandler<? super T> handler) {
        return handlers.add(
                ReceivedEvent.class,
                it -> it.event().equals(event),
                it -> handler.handle(mapper.treeToValue(it.data(), type), it));
    }

    @Override
    public Registration onEvent(Consumer<? super ReceivedEvent> handler) {
        return add(ReceivedEvent.class, handler);
    }

    @Override
    public Registration onConfirmed(Consumer<? super Confirmed> handler) {
        return add(Confirmed.class, handler);
    }

    @Override
    public Registration onReset(Consumer<? super Reset> handler) {
        return add(Reset.class, handler);
    }

    @Override
    public Registration onRejected(Consumer<? super Rejected> handler) {
        return add(Rejected.class, handler);
    }

    @Override
    public Registration onRevoked(Consumer<? super Revoked> handler) {
        return add(Revoked.class, handler);
    }

    @Override
    public Registration onControl(Consumer<? super ControlFrame> handler) {
        return add(ControlFrame.class, handler);
    }

    private <M> Registration add(Class<M> type, Consumer<? super M> handler) {
        return handlers.add(type, it -> true, handler::accept);
    }

    @Override
    public Optional<String> lastEventId() {
        return Optional.ofNullable(handled);
    }

    @Override
    public Optional<String> lastReceivedEventId() {
        return Optional.ofNullable(received);
    }

    @Override
    public CompletionStage<Void> unsubscribe() {
        silence();
        unsubscribe.accept(this, unsubscribed);
        return unsubscribed.minimalCompletionStage();
    }

    // ---- for the engine, on any thread

    void silence() {
        silent = true;
    }

    Lane lane() {
        return lane;
    }

    // ---- for the engine, on the client's lane

    boolean isUnsent() {
        return state == State.UNSENT;
    }

    /** A server that repeats no marks answers in order, and then the pending request is the one. */
    boolean isAwaiting(@Nullable String answered) {
        return state == State.PENDING && (answered == null || answered.equals(ref));
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    boolean isKnownToServer() {
        return state == State.PENDING || state == State.ACTIVE;
    }

    ClientFrames.Item item() {
        return new ClientFrames.Item(channel, received, events);
    }

    void asked(String mark) {
        state = State.PENDING;
        ref = mark;
    }

    void unasked() {
        if (state != State.ENDED) {
            state = State.UNSENT;
        }
    }

    void end() {
        state = State.ENDED;
    }

    Delivery event(ReceivedEvent event) {
        return moved(event.eventId(), event);
    }

    Delivery position(String lastEventId, ControlFrame control) {
        return moved(lastEventId, control);
    }

    Delivery control(ControlFrame control) {
        return moved(null, control);
    }

    Delivery notice(SubscriptionNotice notice, @Nullable ControlFrame control) {
        String position = null;
        if (notice instanceof Confirmed confirmed) {
            state = State.ACTIVE;
            position = confirmed.lastEventId();
        } else if (notice instanceof Reset reset) {
            position = reset.lastEventId();
        } else {
            state = State.ENDED;
        }
        return control == null ? moved(position, notice) : moved(position, notice, control);
    }

    /** A message without a position (a volatile event, a confirmation in an outage) leaves the old one as it is. */
    private Delivery moved(@Nullable String position, Object... messages) {
        if (position != null) {
            received = position;
        }
        return new Delivery(lane, () -> {
            for (Object message : messages) {
                handlers.call(message, () -> !silent, failure -> user.handlerFailed(channel, failure));
            }
            if (position != null && !silent) {
                handled = position;
            }
        });
    }
}
