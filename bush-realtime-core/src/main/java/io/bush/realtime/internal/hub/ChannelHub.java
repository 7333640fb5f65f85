package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.internal.hub.Subscription.State;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.sideband.Audience;
import io.bush.realtime.internal.sideband.Sideband;
import io.bush.realtime.internal.sideband.Viewer;
import io.bush.realtime.protocol.ServerMessage.RevokeReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One channel on this node: brings its events to its subscribers in order and without a hole (contract P1).
 *
 * <p>States: attaching (bus and head are being asked, everybody waits), attached, and while attached possibly repairing
 * (an event did not follow the last one; the log is read for all at once, what comes meanwhile waits). Shape: the channel's
 * position, the subscribers in the order they came, the events of the present round. Thread safety: on the channel's lane
 * only, except where a field is volatile.
 */
final class ChannelHub implements Audience {

    /** Most events that wait for an attach or a repair; beyond it they are dropped and read from the log. */
    private static final int MAX_WAITING = 1_000;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Channel channel;
    private final ChannelType type;
    private final HubContext context;
    private final Lane lane;
    private final Consumer<ChannelHub> onEmpty;
    private final Fanout fanout;
    private final CatchUp catchUp;
    private final ChannelEnd end;
    private final Sideband sideband;
    private final Entrance entrance;

    /** Everybody admitted, confirmed or still catching up. */
    private final List<Subscription> subscribers = new ArrayList<>();
    /** What came since the last flush. */
    private List<Event> arrived = new ArrayList<>();
    /** The position of the last event that went out; null until attached. */
    private @Nullable Position head;

    private boolean repairing;
    /** Events were dropped while attaching or repairing. */
    private boolean overflowed;
    /** The head when the present repair began. */
    private @Nullable Position repairFrom;

    private boolean flushQueued;
    /** When the last flush was, on the monotonic clock. */
    private long flushedAt;
    /** For figures. */
    private volatile int subscriberCount;

    ChannelHub(Channel channel, HubContext context, Consumer<ChannelHub> onEmpty) {
        this.channel = channel;
        this.type = context.types().require(channel);
        this.context = context;
        this.lane = context.lanes().of(channel);
        this.onEmpty = onEmpty;
        this.fanout = new Fanout(channel, context);
        this.end = new ChannelEnd(this);
        this.catchUp = new CatchUp(this, context, fanout, end);
        this.sideband = new Sideband(this, type, context.sideband());
        this.entrance = new Entrance(this, context, sideband);
        this.flushedAt = context.nanoTime() - type.minimumInterval().toNanos();
    }

    // ---- joining and leaving ----

    void attach(Attachment wish) {
        entrance.attach(wish);
    }

    /** The bus and the log have answered: from now on this is the head. */
    void begin(Position newest) {
        head = newest;
        if (overflowed) {
            overflowed = false;
            repair();
        }
    }

    void admit(Attachment wish) {
        subscribers.add(wish.subscription());
        subscriberCount = subscribers.size();
        catchUp.admit(wish);
    }

    /** Everybody who waited is in. */
    void settle() {
        flush();
        closeIfReached();
    }

    /** Takes a subscription off the list; it has ended. */
    void detach(Subscription subscription) {
        if (subscribers.remove(subscription)) {
            subscriberCount = subscribers.size();
            catchUp.left(subscription);
        }
        forgetIfEmpty();
    }

    void forgetIfEmpty() {
        if (subscribers.isEmpty() && entrance.isEmpty()) {
            head = null;
            arrived.clear();
            onEmpty.accept(this);
        }
    }

    // ---- events ----

    void onEvent(Event event) {
        if (arrived.size() >= MAX_WAITING && (head == null || repairing)) {
            overflowed = true;
            return;
        }
        arrived.add(event);
        if (flushQueued || head == null || repairing) {
            return;
        }
        flushQueued = true;
        long interval = type.minimumInterval().toNanos();
        long wait = interval == 0 ? 0 : flushedAt + interval - context.nanoTime();
        if (wait <= 0) {
            lane.atRoundEnd(this::flush);
        } else {
            context.runtime().scheduler().schedule(Duration.ofNanos(wait), () -> lane.execute(this::flush));
        }
    }

    /** Sends what has arrived. Everything that looks at the head or the subscribers flushes first. */
    void flush() {
        flushQueued = false;
        if (head == null || repairing || arrived.isEmpty()) {
            return;
        }
        flushedAt = context.nanoTime();
        List<Event> events = arrived;
        arrived = new ArrayList<>();
        int done = send(events);
        if (done < events.size()) {
            // The rest waits for the log, and is judged again after it.
            arrived.addAll(0, events.subList(done, events.size()));
            repair();
        }
    }

    /** Sends events in rounds; returns how many were dealt with before the first that does not follow. */
    private int send(List<Event> events) {
        Position at = known();
        Round round = new Round(at);
        int done = 0;
        for (Event event : events) {
            Event.Entry entry = event.entry();
            if (entry != null && !entry.follows(at)) {
                if (isStale(entry, at)) {
                    done++;
                    continue;
                }
                break;
            }
            round.add(event);
            if (entry != null) {
                at = entry.position();
            }
            done++;
            if (round.isFull() || end.isAt(at)) {
                sendRound(round, at);
                round = new Round(at);
            }
            if (head == null) {
                // The channel has ended with this event, and nobody is left.
                return events.size();
            }
        }
        sendRound(round, at);
        return done;
    }

    private void sendRound(Round round, Position after) {
        if (round.isEmpty()) {
            return;
        }
        head = after;
        catchUp.remember(round);
        for (int i = 0; i < subscribers.size(); i++) {
            Subscription subscription = subscribers.get(i);
            if (subscription.state == State.LIVE) {
                if (!fanout.send(subscription, round, after)) {
                    catchUp.spill(subscription, round.before());
                }
            } else {
                fanout.reportBehind(subscription, round);
            }
        }
        fanout.roundDone();
        closeIfReached();
    }

    private static boolean isStale(Event.Entry entry, Position at) {
        return entry.position().epoch().equals(at.epoch()) && entry.position().offset() <= at.offset();
    }

    // ---- repair: the bus lost something ----

    /** Reads what came after the head from the log, once for all subscribers. */
    void repair() {
        if (repairing || head == null) {
            return;
        }
        repairing = true;
        repairFrom = head;
        readForRepair();
    }

    private void readForRepair() {
        if (head == null) {
            repairing = false;
            return;
        }
        context.log()
                .readAfter(channel, known(), retention(), ReadLimit.PAGE)
                .whenComplete((replay, failure) -> lane.execute(() -> repaired(replay, failure)));
    }

    private void repaired(@Nullable Replay replay, @Nullable Throwable failure) {
        if (head == null) {
            repairing = false;
            return;
        }
        if (replay == null) {
            context.listener().failed("EventLog.readAfter", orUnknown(failure));
            context.runtime().scheduler().schedule(RETRY, () -> lane.execute(this::readForRepair));
            return;
        }
        if (replay instanceof Replay.Missed missed) {
            boolean moved = send(missed.events()) > 0;
            if (head == null) {
                repairing = false;
                return;
            }
            if (moved && !known().equals(missed.head())) {
                readForRepair();
                return;
            }
        } else if (replay instanceof Replay.Gap gap) {
            head = gap.head();
            catchUp.channelLost(new ArrayList<>(subscribers), gap.reason());
        }
        repairing = false;
        Position now = known();
        if (now.equals(repairFrom)) {
            // The log knows nothing newer: what does not follow now never will, and must not start this again.
            arrived.removeIf(event -> event.entry() != null && !event.entry().follows(now));
        }
        if (overflowed) {
            overflowed = false;
            repair();
        }
        flush();
        closeIfReached();
    }

    /** Repairs if the log is further than this channel. */
    void compareHead(Position newest) {
        flush();
        if (head != null && !newest.equals(head)) {
            repair();
        }
    }

    // ---- holding and closing ----

    void hold(Subscription subscription) {
        flush();
        if (subscribers.contains(subscription)) {
            catchUp.hold(subscription);
        }
    }

    void release(Subscription subscription) {
        if (subscribers.contains(subscription)) {
            catchUp.release(subscription);
        }
    }

    /** Ends the channel after a position; after what is known here when null. */
    void closeAfter(@Nullable Position last, RevokeReason reason) {
        flush();
        if (last == null && head == null) {
            return;
        }
        end.planned(last == null ? known() : last, reason);
        closeIfReached();
        if (end.ahead()) {
            // The bus is behind the log, or has lost something.
            repair();
        }
    }

    private void closeIfReached() {
        end.ifReached(head, subscribers);
    }

    // ---- positions of filtered subscribers ----

    boolean positionsDue(long now) {
        return fanout.positionsDue(now);
    }

    /** Does what is due. */
    void sweep(long now) {
        if (positionsDue(now)) {
            flush();
            if (head != null) {
                fanout.sendPositions(subscribers, known(), now);
            }
        }
        sideband.sweep(now);
    }

    // ---- presence, locks, signals ----

    Sideband sideband() {
        return sideband;
    }

    /** A subscriber's queue had no room for what it must not miss: it is served from the log, and shown the pictures. */
    @Override
    public void spill(Viewer viewer) {
        flush();
        if (head != null && viewer instanceof Subscription subscription && subscription.live()) {
            catchUp.spill(subscription, head);
        }
    }

    /** Events or more may have been lost on the way. */
    void maybeLost() {
        repair();
        sideband.reload();
    }

    // ---- figures and parts ----

    @Override
    public boolean attached() {
        return head != null;
    }

    @Override
    public List<Subscription> viewers() {
        return subscribers;
    }

    /** The head; only while attached. */
    Position known() {
        if (head == null) {
            throw new IllegalStateException("channel is not attached");
        }
        return head;
    }

    static Throwable orUnknown(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("a back end answered null") : failure;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public Channel channel() {
        return channel;
    }

    Retention retention() {
        return type.retention();
    }

    int subscriberCount() {
        return subscriberCount;
    }
}
