package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.reading.HeadCheck;
import io.bush.realtime.internal.reading.Proof;
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
 * <p>States: attaching (bus and head are being asked, everybody waits), attached, and while attached possibly under
 * {@link Repair} (what comes meanwhile waits). Shape: the channel's position, the subscribers in the order they came, the
 * events of the present round. Thread safety: on the channel's lane only, except where a field is volatile.
 */
final class ChannelHub implements Audience, HeadCheck.Subject {

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
    private final Repair repair;
    private final Isolation isolation;
    private final Proof proof;
    private final Arrivals arrivals;

    /** Everybody admitted, confirmed or still catching up. */
    private final List<Subscription> subscribers = new ArrayList<>();
    /** What came since the last flush. */
    private List<Event> arrived = new ArrayList<>();
    /** The position of the last event that went out; null until attached. Written on the lane. */
    private volatile @Nullable Position head;
    /** It has ended, and another one may take its place; written on the lane. */
    private volatile boolean gone;

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
        this.repair = new Repair(this, context);
        this.isolation = new Isolation(this, context, fanout, catchUp, entrance, repair);
        this.proof = new Proof(context.nanoTime(), type.retention());
        this.arrivals = new Arrivals(this, context, fanout);
        this.flushedAt = context.nanoTime() - type.minimumInterval().toNanos();
    }

    // ---- joining and leaving ----

    void attach(Attachment wish) {
        entrance.attach(wish);
    }

    /** The bus and the log have answered: from now on this is the head. */
    void begin(Position newest, long asked) {
        head = newest;
        proof.followed(asked);
        repair.attached();
    }

    void admit(Attachment wish) {
        subscribers.add(wish.subscription());
        subscriberCount = subscribers.size();
        catchUp.admit(wish);
    }

    /** Everybody who waited is in. */
    void settle() {
        flush();
        end.ifReached(head, subscribers);
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
            gone = true;
            arrived.clear();
            isolation.finish();
            onEmpty.accept(this);
        }
    }

    // ---- events ----

    void onEvent(Event event) {
        if (arrived.size() >= context.repair().waitingEvents()) {
            // A minimum interval gives way; what waits for the log is read from there.
            flush();
            if (head == null || repair.underWay()) {
                if (event.durable()) {
                    repair();
                } else {
                    fanout.reportDropped(subscribers, event.name());
                }
                return;
            }
        }
        arrived.add(event);
        if (flushQueued || head == null || repair.underWay()) {
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
        Position before = head;
        if (before == null || repair.underWay() || arrived.isEmpty()) {
            return;
        }
        flushedAt = context.nanoTime();
        List<Event> events = arrived;
        arrived = new ArrayList<>();
        int done = send(events);
        if (!before.equals(head)) {
            proof.followed(flushedAt);
        }
        if (done < events.size()) {
            // The rest waits for the log, and is judged again after it.
            arrived.addAll(0, events.subList(done, events.size()));
            repair();
        }
    }

    /** Sends events in rounds; returns how many were dealt with before the first that does not follow. */
    int send(List<Event> events) {
        Position at = known();
        Round round = new Round(at);
        int done = 0;
        for (Event event : events) {
            Event.Entry entry = event.entry();
            if (entry != null && !entry.follows(at)) {
                if (isStale(entry.position(), at)) {
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
            if (subscription.live()) {
                if (!fanout.send(subscription, round, after)) {
                    catchUp.spill(subscription, round.before());
                }
            } else {
                catchUp.withhold(subscription, round.before());
                fanout.reportBehind(subscription, round);
            }
        }
        fanout.roundDone();
        end.ifReached(head, subscribers);
    }

    /** Whether a position is one the channel has passed. The same place with another tag is not: the log has forked. */
    static boolean isStale(Position position, Position at) {
        return position.epoch().equals(at.epoch()) && (position.offset() < at.offset() || position.equals(at));
    }

    // ---- level with the log ----

    /** Reads what came after the head from the log, once for all subscribers. */
    void repair() {
        repair.begin();
    }

    /** The log cannot say what came after the head: everybody who moves in step fetches the whole state. */
    void jump(Replay.Gap gap) {
        head = gap.head();
        catchUp.channelLost(new ArrayList<>(subscribers), gap.reason());
    }

    /** The log knows nothing newer: what does not follow now never will, and must not start a repair again. */
    void dropWhatNeverFollows() {
        Position now = known();
        arrived.removeIf(event -> event.entry() != null && !event.entry().follows(now));
    }

    @Override
    public void compareHead(Position newest, long asked, int doubts) {
        if (newest.equals(head) && !isolation.asksFor(doubts)) {
            proof.level(asked, doubts);
        } else {
            lane.execute(() -> repair.compare(newest, asked, doubts));
        }
    }

    // ---- holding and closing ----

    void hold(Subscription subscription) {
        flush();
        if (subscription.held && subscribers.contains(subscription)) {
            catchUp.hold(subscription);
        }
    }

    void release(Subscription subscription) {
        // It may be held anew.
        if (!subscription.held && subscribers.contains(subscription)) {
            catchUp.release(subscription);
        }
    }

    /** Ends the channel after a position; after what is known here when null. */
    void closeAfter(@Nullable Position last, RevokeReason reason) {
        flush();
        end.ofUnplaced(subscribers);
        if (last == null && head == null) {
            return;
        }
        end.planned(last == null ? known() : last, reason);
        end.ifReached(head, subscribers);
        if (end.ahead()) {
            // The bus is behind the log, or has lost something.
            repair();
        }
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
        if (head != null && viewer instanceof Subscription one && one.live() && !one.unplaced) {
            catchUp.spill(one, head);
        }
    }

    @Override
    public void missed(Viewer viewer) {
        catchUp.missed((Subscription) viewer);
    }

    /** Events or more may have been lost on the way. The log is asked for many channels at once which of them are behind. */
    void maybeLost() {
        proof.doubt();
        if (head == null) {
            repair();
        } else {
            context.headCheck().soon();
        }
        sideband.reload();
    }

    // ---- figures and parts ----

    @Override
    public boolean attached() {
        return head != null;
    }

    /** Where the bus hands over what it brings: any thread. */
    Arrivals arrivals() {
        return arrivals;
    }

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public Proof proof() {
        return proof;
    }

    @Override
    public List<Subscription> viewers() {
        return subscribers;
    }

    Isolation isolation() {
        return isolation;
    }

    /** The head; only while attached. */
    Position known() {
        Position at = head;
        if (at == null) {
            throw new IllegalStateException("channel is not attached");
        }
        return at;
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

    @Override
    public Retention retention() {
        return type.retention();
    }

    int subscriberCount() {
        return subscriberCount;
    }
}
