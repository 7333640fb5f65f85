package io.bush.realtime.client.internal.subscription;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.ControlFrame;
import io.bush.realtime.client.channel.EventHandler;
import io.bush.realtime.client.channel.ReceivedEvent;
import io.bush.realtime.client.channel.Registration;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Reset;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import io.bush.realtime.client.internal.lane.Lane;
import io.bush.realtime.client.internal.user.Handlers;
import io.bush.realtime.client.internal.user.UserCode;
import io.bush.realtime.client.internal.user.UserCode.Delivery;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The application's side of a subscription. Thread safety: safe for use by any thread. */
final class Handle implements ChannelHandle {

    private final Subscription owner;
    private final Channel channel;
    private final UserCode user;
    private final ObjectMapper mapper;
    private final Consumer<CompletableFuture<Void>> unsubscribe;
    private final Lane lane;
    private final Handlers handlers = new Handlers();
    private final CompletableFuture<Void> unsubscribed = new CompletableFuture<>();

    /** The newest position that arrived; written on the client's lane. */
    private volatile @Nullable String received;
    /** The newest position whose handlers have run; written on the channel's lane. */
    private volatile @Nullable String handled;
    /** Whether the application wants no handler called any more; written by any thread. */
    private volatile boolean silent;

    /** {@code unsubscribe} is told when the application wants no more, with the stage to complete. */
    Handle(
            Subscription owner,
            Channel channel,
            @Nullable String since,
            UserCode user,
            ObjectMapper mapper,
            Consumer<CompletableFuture<Void>> unsubscribe) {
        this.owner = owner;
        this.channel = channel;
        this.received = since;
        this.handled = since;
        this.user = user;
        this.mapper = mapper;
        this.unsubscribe = unsubscribe;
        this.lane = user.newLane();
    }

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
        unsubscribe.accept(unsubscribed);
        return unsubscribed.minimalCompletionStage();
    }

    // ---- for the engine

    Registration onFrame(Handlers.Handler<ControlFrame> handler) {
        return handlers.add(ControlFrame.class, it -> true, handler);
    }

    Subscription owner() {
        return owner;
    }

    boolean isSilent() {
        return silent;
    }

    void silence() {
        silent = true;
    }

    Lane lane() {
        return lane;
    }

    /** For the client's lane. */
    void received(String position) {
        received = position;
    }

    /** What the handlers have to be told, and the position they are at behind it; null leaves it as it is. */
    Delivery deliver(@Nullable String position, Object... messages) {
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
