package io.bush.realtime.internal.control;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.internal.connection.NodeContext;
import io.bush.realtime.internal.control.ControlEntry.Sent;
import io.bush.realtime.internal.hub.Hub;
import io.bush.realtime.internal.hub.HubContext;
import io.bush.realtime.internal.lane.Halt;
import io.bush.realtime.internal.lane.Inbox;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.time.Scheduler.Cancellable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The positioned log through which every node hears of changes of access (contract §3.9, P6): a reserved channel of the
 * event log, so that numbering, storing, announcing and replay are those of every other channel.
 *
 * <p>An entry of this node takes effect here exactly once: when it arrives like any other, when its append has failed, or
 * when neither has happened for a second. Shape: {@link ControlFeed} reads, {@link KeptEntries} writes what could not be
 * written, {@link RecordedEntries} remembers what was, {@link AccessEffects} acts. Thread safety: safe for use by any thread;
 * the state is touched on one lane.
 */
public final class ControlLog implements BusListener, Halt.Listener {

    /** Where the entries are. No client can subscribe to it: its type is not registered. */
    static final Channel CHANNEL = new Channel(ChannelTypes.CONTROL, "access");
    /** The head is remembered for as long as possible: a node must not lose its place only because nothing changed. */
    static final Retention RETENTION = new Retention(100_000, Duration.ofHours(1), Duration.ofDays(366));

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** More than several nodes say again after a fail-over. */
    private static final int MOST_DONE = 10_000;
    /** How often {@link #sweep} is called. */
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final HubContext shared;
    private final NodeContext node;
    private final Lane lane;
    private final AccessEffects effects;
    private final ControlFeed feed;
    private final Inbox<Announced> inbox;
    private final KeptEntries kept;
    private final RecordedEntries recorded = new RecordedEntries();
    /** Which entries of other nodes took effect here, the latest {@value #MOST_DONE}; touched on the lane only. */
    private final Set<String> done = new LinkedHashSet<>();

    private final String origin;
    private final AtomicLong numbers = new AtomicLong();
    /** This node's entries that have not taken effect here, by number; touched on the lane only. */
    private final Map<Long, Pending> pending = new HashMap<>();
    /** Whoever is not asked by then may be asked too late at the next beat. */
    private final long checkAge;
    /** When the log is looked at next, even in silence; touched by the sweep only. */
    private long nextCheck;

    /** How far what was taken from the bus and read from the log reaches; touched on the lane only. */
    private Halt.Mark seen = Halt.Mark.NOTHING;

    /** The lanes of the connections are being waited for; touched on the lane only. */
    private boolean passing;

    /** An entry that came, and how much had come then. */
    private record Announced(Event event, Halt.Mark mark) {}

    private record Pending(ControlEntry entry, Cancellable patience, CompletableFuture<Void> inForce) {}

    /** What became of an entry. */
    public enum Recording {
        /** Every node will read it. */
        RECORDED,
        /** In force on this node, and tried again until it is recorded. */
        KEPT_FOR_LATER
    }

    /**
     * Makes the log of a node; {@link #start} begins.
     *
     * @param lane where it works: none that it halts
     */
    public ControlLog(HubContext shared, NodeContext node, Hub hub, Lane lane) {
        this.shared = shared;
        this.node = node;
        this.lane = lane;
        this.effects = new AccessEffects(node, hub);
        this.feed = new ControlFeed(shared, lane, this::take, effects::confirmFirst, this::sayAgain, this::letGoOn);
        this.inbox = new Inbox<>(lane, shared.repair().waitingEvents(), this::arrived, this::readAll);
        this.kept = new KeptEntries(shared.runtime().scheduler(), lane, numbers::incrementAndGet, this::append);
        this.origin = node.newId("node_");
        this.checkAge = shared.repair().headCheck().minus(BEAT).toNanos();
        this.nextCheck = node.nanoTime() + checkAge;
    }

    /** Begins to follow the log. */
    public void start() {
        lane.execute(feed::start);
        shared.halt().start(this);
    }

    // ---- what has to be in force before anything else is delivered ----

    /** By the bus, before anything that was announced later: the channels stand still until it is in force. */
    @Override
    public void onEvent(Event event) {
        inbox.put(new Announced(event, shared.halt().announced()));
    }

    /** By the bus, likewise: what was lost is read before anything that came after it is delivered. */
    @Override
    public void onMaybeLost(Channel channel) {
        shared.halt().announced();
        lane.execute(this::readAll);
    }

    @Override
    public void stoodStill() {
        lane.execute(this::readAll);
    }

    @Override
    public void takesTooLong() {
        lane.execute(() -> {
            Halt.Mark all = shared.halt().mark();
            if (!feed.level()) {
                feed.distrust();
            } else if (!seen.equals(all)) {
                // It comes faster than it can be dealt with.
                effects.confirmFirst();
            }
            seen = all;
            // Whatever is not in force on a connection's lane yet holds there until it is.
            shared.halt().dealtWith(all);
        });
    }

    private void arrived(Announced entry) {
        seen = seen.or(entry.mark());
        feed.onEvent(entry.event());
        letGoOn();
    }

    /** What was announced is in the log, and what was lost, too. */
    private void readAll() {
        seen = seen.or(shared.halt().mark());
        feed.read();
        letGoOn();
    }

    /** Lets the channels go on as soon as what is in force here is so on the lane of each connection. */
    private void letGoOn() {
        Halt.Mark now = seen;
        if (passing || !feed.level()) {
            return;
        }
        passing = true;
        node.lanes().passed().whenComplete((passed, none) -> {
            shared.halt().dealtWith(now);
            lane.execute(() -> {
                passing = false;
                if (!seen.equals(now)) {
                    letGoOn();
                }
            });
        });
    }

    /** The back end is away: whether anything was missed can be known only by reading. */
    public void look() {
        lane.execute(feed::read);
    }

    /** The back end is back: completes when what was missed is in force, or nothing is delivered unconfirmed. */
    public CompletionStage<Void> prove() {
        CompletableFuture<Void> proven = new CompletableFuture<>();
        lane.execute(() -> feed.prove().whenComplete((done, none) -> proven.complete(null)));
        return proven;
    }

    /** Gives back what it holds of the bus, and lets nobody wait any longer for an entry to take effect. */
    public void close() {
        feed.close();
        shared.halt().close();
        lane.execute(() -> {
            pending.values().forEach(waiting -> waiting.inForce().complete(null));
            pending.clear();
        });
    }

    /** Does what is due: called once a second. */
    public void sweep(long now) {
        if (now - nextCheck >= 0) {
            nextCheck = now + checkAge;
            lane.execute(feed::check);
            lane.execute(() -> recorded.takeLate(feed::awaits, now, kept::keepNow));
        }
    }

    /** Nobody can send signals there. */
    @Override
    public void onSignal(Signal signal) {}

    /** Ends a channel after everything up to now: this node looks where that is, and every node goes up to there. */
    public CompletionStage<Recording> closeChannel(Channel channel) {
        Retention retention = shared.types().require(channel).retention();
        return shared.log()
                .heads(List.of(channel), retention)
                .<@Nullable Position>handle((heads, failure) -> {
                    if (failure != null) {
                        shared.listener().failed("EventLog.heads", failure);
                    }
                    return heads == null || heads.isEmpty() ? null : heads.get(0);
                })
                .thenCompose(last -> record(new ControlEntry.ChannelClosed(channel, last)));
    }

    /**
     * Tells every node, this one included. The stage completes when the entry is in force here, that is ahead of whatever
     * comes to a connection of this node from then on; it does not fail.
     */
    public CompletionStage<Recording> record(ControlEntry entry) {
        long number = numbers.incrementAndGet();
        CompletableFuture<Void> inForce = new CompletableFuture<>();
        // Before the append: it may arrive before the append has its answer.
        lane.execute(() -> await(number, entry, inForce));
        if (feed.closed()) {
            // Looked at behind the queueing: who closes after this finds it among what waits.
            inForce.complete(null);
        }
        CompletionStage<Recording> recording = append(number, entry).handle((result, failure) -> {
            if (result instanceof AppendResult.Stored stored) {
                lane.execute(() -> {
                    if (!feed.awaits(stored.position())) {
                        takeEffect(number);
                    }
                });
                return Recording.RECORDED;
            }
            lane.execute(() -> {
                takeEffect(number);
                kept.keep(entry, number);
            });
            return Recording.KEPT_FOR_LATER;
        });
        return recording.thenCombine(inForce, (answer, done) -> answer);
    }

    private void await(long number, ControlEntry entry, CompletableFuture<Void> inForce) {
        Cancellable patience =
                shared.runtime().scheduler().schedule(PATIENCE, () -> lane.execute(() -> takeEffect(number)));
        pending.put(number, new Pending(entry, patience, inForce));
    }

    /** The number is the key of the append, so that one whose answer was lost is not stored twice. */
    private CompletionStage<@Nullable AppendResult> append(long number, ControlEntry entry) {
        Sent sent = new Sent(origin, number, entry);
        return shared.log()
                .append(
                        ControlCodec.write(
                                CHANNEL, sent, shared.runtime().clock().wallTime()),
                        RETENTION,
                        origin + "." + number)
                .<@Nullable AppendResult>handle((result, failure) -> {
                    Throwable cause = failure;
                    if (result instanceof AppendResult.NotSent notSent) {
                        cause = notSent.cause();
                    } else if (result instanceof AppendResult.Unknown unknown) {
                        cause = unknown.cause();
                    }
                    if (cause != null && !feed.closed()) {
                        shared.listener().failed("EventLog.append", cause);
                    }
                    if (result instanceof AppendResult.Stored stored) {
                        lane.execute(() -> recorded.add(number, entry, stored.position(), node.nanoTime()));
                    }
                    return result;
                });
    }

    /** The log went back: nodes that have heard of nothing miss nothing, so they are told again. */
    private void sayAgain() {
        recorded.takeAll(kept::keepNow);
    }

    /** An entry has come in its turn, or was missed and is read. */
    private void take(Event event) {
        Sent sent = ControlCodec.read(event.content());
        if (sent.origin().equals(origin)) {
            takeEffect(sent.number());
        } else if (isNew(sent)) {
            apply(sent.entry());
        }
    }

    /** What was said again must not end what was granted in between. */
    private boolean isNew(Sent sent) {
        // Of a version that names its entries in another way each is one of its own.
        boolean first = sent.origin().isEmpty() || done.add(sent.origin() + "." + sent.number());
        if (done.size() > MOST_DONE) {
            Iterator<String> oldest = done.iterator();
            oldest.next();
            oldest.remove();
        }
        return first;
    }

    /** Does an entry of this node, unless it was done before. */
    private void takeEffect(long number) {
        Pending known = pending.remove(number);
        if (known != null) {
            known.patience().cancel();
            apply(known.entry());
            known.inForce().complete(null);
        }
    }

    /** One entry that fails must not stop those behind it. */
    private void apply(ControlEntry entry) {
        try {
            effects.apply(entry);
        } catch (RuntimeException failure) {
            shared.listener().failed("control", failure);
        }
    }
}
