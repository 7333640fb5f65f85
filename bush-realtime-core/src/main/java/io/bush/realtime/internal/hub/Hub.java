package io.bush.realtime.internal.hub;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.observe.NodeStats;
import io.bush.realtime.protocol.ServerMessage.RevokeReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The channels that have a subscriber on this node. Every call is passed on to the channel's lane; the work is done by
 * {@link ChannelHub}. Thread safety: safe for use by any thread.
 */
public final class Hub implements BusListener {

    private final HubContext context;
    /** Entries are made and removed on the channel's lane only. */
    private final Map<Channel, ChannelHub> channels = new ConcurrentHashMap<>();

    /** Makes a hub without channels. Whoever makes it lets it hear the bus. */
    public Hub(HubContext context) {
        this.context = context;
        context.sideband()
                .presence()
                .listen(change -> tell(change.channel(), hub -> hub.sideband().onPresence(change)));
        context.sideband()
                .locks()
                .listen(change -> tell(change.channel(), hub -> hub.sideband().onLock(change)));
    }

    /** Begins to look for what was lost in silence. */
    public void start() {
        context.headCheck().start();
    }

    /** Looks no more; the channels end with their connections. */
    public void close() {
        context.headCheck().close();
    }

    /** Joins a channel: confirm, then what was missed, then live. */
    public void attach(Attachment wish) {
        Channel channel = wish.subscription().channel();
        context.lanes()
                .of(channel)
                .execute(() ->
                        channels.computeIfAbsent(channel, this::newChannel).attach(wish));
    }

    private ChannelHub newChannel(Channel channel) {
        ChannelHub hub = new ChannelHub(channel, context, this::forget);
        context.headCheck().watch(hub);
        return hub;
    }

    /** The one object for a channel that all its subscribers here share; the same if it has none. */
    public Channel shared(Channel channel) {
        ChannelHub hub = channels.get(channel);
        return hub == null ? channel : hub.channel();
    }

    /** Clears up after a subscription that was ended. */
    public void detach(Subscription subscription) {
        on(subscription.channel(), hub -> hub.detach(subscription));
    }

    /** Holds delivery from this instant on: access has to be confirmed. On the connection's lane, as {@link #release}. */
    public void hold(Subscription subscription) {
        subscription.held = true;
        on(subscription.channel(), hub -> hub.hold(subscription));
    }

    /** Goes on after {@link #hold}, from where it stopped. */
    public void release(Subscription subscription) {
        subscription.held = false;
        on(subscription.channel(), hub -> hub.release(subscription));
    }

    /** Ends every subscription of a channel after everything up to a position was sent; where it stands when null. */
    public void closeAfter(Channel channel, @Nullable Position last) {
        if (last != null) {
            // What waits already may lie behind the end. Whoever joins is in the queue as well, so once more behind it.
            context.lanes().of(channel).ahead(() -> closeAt(channel, last));
        }
        context.lanes().of(channel).execute(() -> closeAt(channel, last));
    }

    private void closeAt(Channel channel, @Nullable Position last) {
        ChannelHub hub = channels.get(channel);
        if (hub != null) {
            hub.closeAfter(last, RevokeReason.RESOURCE_DELETED);
        }
    }

    // ---- the back end is away, or back ----

    /** Brings an event that stays on this node to the subscribers; runs the task when the channel has it. */
    public void deliverLocally(Event event, Runnable taken) {
        context.lanes().of(event.channel()).execute(() -> {
            taken.run();
            ChannelHub hub = channels.get(event.channel());
            if (hub != null) {
                hub.isolation().onLocal(event);
            }
        });
    }

    /** The back end is away: nothing is read until further notice. */
    public void away() {
        everywhere(hub -> hub.isolation().away());
    }

    /**
     * The back end is back: brings every channel level in its turn.
     *
     * @param renewals what a channel has to wait for, or null
     * @return completes when the last one is level
     */
    public CompletionStage<Void> comeBack(Function<Channel, @Nullable CompletionStage<Void>> renewals) {
        context.headCheck().back();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (ChannelHub hub : new TreeMap<>(channels).values()) {
            CompletableFuture<Void> level = new CompletableFuture<>();
            all.add(level);
            hub.lane()
                    .execute(() -> hub.isolation().comeBack(renewals.apply(hub.channel()), () -> level.complete(null)));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** No channel waits for its turn any longer. */
    public void hurry() {
        everywhere(hub -> hub.isolation().hurry());
    }

    private void everywhere(Consumer<ChannelHub> work) {
        for (ChannelHub hub : new TreeMap<>(channels).values()) {
            hub.lane().execute(() -> work.accept(hub));
        }
    }

    @Override
    public void onEvent(Event event) {
        ChannelHub hub = channels.get(event.channel());
        if (hub != null) {
            hub.arrivals().event(event);
        }
    }

    @Override
    public void onSignal(Signal signal) {
        tell(signal.channel(), hub -> hub.sideband().onSignal(signal));
    }

    @Override
    public void onMaybeLost(Channel channel) {
        on(channel, ChannelHub::maybeLost);
    }

    /** Does what is due: called once a second. */
    public void sweep(long now) {
        List<ChannelHub> due = new ArrayList<>();
        for (ChannelHub hub : channels.values()) {
            if (hub.positionsDue(now) || hub.sideband().sweepDue(now)) {
                due.add(hub);
            }
        }
        due.sort(Comparator.comparing(ChannelHub::channel));
        due.forEach(hub -> hub.lane().execute(() -> hub.sweep(now)));
    }

    /** A holder gave a lock back: what this node shows after the completion does not have it any more. */
    public CompletionStage<Void> lockReleased(HeldLock lock, String connectionId) {
        CompletableFuture<Void> known = new CompletableFuture<>();
        context.lanes().of(lock.channel()).execute(() -> {
            ChannelHub hub = channels.get(lock.channel());
            if (hub != null) {
                hub.sideband().onReleased(new LockChange.Unlocked(lock, LockChange.End.RELEASED, connectionId));
            }
            known.complete(null);
        });
        return known;
    }

    /** Returns how the log was read. */
    public NodeStats.Reading reading() {
        return context.log().figures();
    }

    /** Counts the subscribers of one channel. */
    public int subscriberCount(Channel channel) {
        ChannelHub hub = channels.get(channel);
        return hub == null ? 0 : hub.subscriberCount();
    }

    /** Counts the subscribers of each channel. */
    public Map<Channel, Integer> subscribers() {
        Map<Channel, Integer> counts = new TreeMap<>();
        channels.forEach((channel, hub) -> counts.put(channel, hub.subscriberCount()));
        return counts;
    }

    private void on(Channel channel, Consumer<ChannelHub> work) {
        context.lanes().of(channel).execute(() -> {
            ChannelHub hub = channels.get(channel);
            if (hub != null) {
                work.accept(hub);
            }
        });
    }

    /** Hands over what the bus brought, as far as there is room. */
    private void tell(Channel channel, Consumer<ChannelHub> news) {
        ChannelHub hub = channels.get(channel);
        if (hub != null) {
            hub.arrivals().news(() -> news.accept(hub));
        }
    }

    private void forget(ChannelHub empty) {
        if (channels.remove(empty.channel(), empty)) {
            context.bus().unsubscribe(empty.channel());
        }
    }
}
