package io.bush.realtime.internal.control;

import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.internal.hub.HubContext;
import io.bush.realtime.internal.lane.Lane;
import io.bush.realtime.internal.reading.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the control log, entry by entry: what does not follow the last one is read from the log. Shape: a position, and
 * a {@link Doubt} whenever something may be missing. Thread safety: on the control log's lane only, {@link #close} by any
 * thread.
 */
final class ControlFeed {

    /** Most events that wait for the start. */
    private static final int MAX_WAITING = 1_000;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final HubContext shared;
    private final Lane lane;
    private final Consumer<Event> take;
    private final Runnable confirmFirst;
    /** Runs when the log no longer knows this node's place: what it had answered for may be lost. */
    private final Runnable whenBack;
    /** Told when it has become {@link #level}. */
    private final Runnable whenLevel;

    private final Doubt doubt;
    /** The last entry this node has dealt with; null until the start succeeded. */
    private @Nullable Position position;
    /** What came on the bus before the position was known. */
    private List<Event> waiting = new ArrayList<>();
    /** Before the position was known, something was missed. */
    private boolean missed;
    /** The log is being read, or will be again in a moment. */
    private boolean reading;
    /** Something came during the reading that it may not have seen. */
    private boolean again;
    /** The head is being asked for, or will be again in a moment. */
    private boolean checking;
    /** How often in a row it could not be asked for. */
    private int failedChecks;
    /** Who waits until what was missed is in force. */
    private List<CompletableFuture<Void>> asking = new ArrayList<>();
    /** Counts the attempts to start: an older one may be answered at last. */
    private int starts;
    /** Counts the questions for a page, likewise. */
    private int pages;
    /** The node has left; set once, by any thread. */
    private volatile boolean closed;

    ControlFeed(
            HubContext shared,
            Lane lane,
            Consumer<Event> take,
            Runnable confirmFirst,
            Runnable whenBack,
            Runnable whenLevel) {
        this.shared = shared;
        this.lane = lane;
        this.take = take;
        this.confirmFirst = confirmFirst;
        this.whenBack = whenBack;
        this.whenLevel = whenLevel;
        this.doubt = new Doubt(shared.runtime().scheduler(), lane, confirmFirst);
    }

    /** First the bus, then the head: nothing falls between. What is older concerned no subscription of this node. */
    void start() {
        if (closed) {
            return;
        }
        doubt.begin();
        int start = ++starts;
        CompletionStage<Void> subscribing = shared.bus().subscribe(ControlLog.CHANNEL);
        if (closed) {
            // The one that closed may have been too early to give this back.
            shared.bus().unsubscribe(ControlLog.CHANNEL);
        }
        subscribing
                .thenCompose(subscribed -> shared.log().heads(List.of(ControlLog.CHANNEL), ControlLog.RETENTION))
                .whenComplete((heads, failure) -> lane.execute(() -> {
                    if (start == starts) {
                        started(heads == null || heads.isEmpty() ? null : heads.get(0), failure);
                    }
                }));
    }

    /**
     * Reads what was missed, now that it can be read again; completes when it is in force, or when nothing is delivered
     * unconfirmed because it cannot be read.
     */
    CompletionStage<Void> prove() {
        CompletableFuture<Void> proven = new CompletableFuture<>();
        if (closed) {
            proven.complete(null);
            return proven;
        }
        asking.add(proven);
        if (position == null) {
            // The bus may never answer what it was asked in an outage.
            start();
        } else if (reading) {
            // It may be waiting for its next attempt, or for an answer that never comes.
            readPage(position);
        } else {
            read();
        }
        return proven;
    }

    /** Whether everything that came is in force, or nothing is delivered that was not authorised a moment ago. */
    boolean level() {
        return (position != null && !reading) || doubt.distrusted();
    }

    /** It takes too long to become level: nothing is delivered until the authorizer has confirmed it. */
    void distrust() {
        doubt.distrust();
    }

    private void answerAll() {
        List<CompletableFuture<Void>> all = asking;
        asking = new ArrayList<>();
        all.forEach(one -> one.complete(null));
    }

    /** Gives back the subscription: any thread. */
    void close() {
        closed = true;
        shared.bus().unsubscribe(ControlLog.CHANNEL);
    }

    boolean closed() {
        return closed;
    }

    private void started(@Nullable Position head, @Nullable Throwable failure) {
        if (head == null) {
            shared.listener().failed("attach control", orUnknown(failure));
            missed = true;
            doubt.distrust();
            answerAll();
            whenLevel.run();
            int failed = starts;
            later(() -> {
                if (failed == starts) {
                    start();
                }
            });
            return;
        }
        position = head;
        List<Event> before = waiting;
        waiting = new ArrayList<>();
        if (missed) {
            confirmFirst.run();
        }
        doubt.end();
        for (Event event : before) {
            Event.Entry entry = event.entry();
            if (entry != null && isStale(entry.position(), head)) {
                take.accept(event);
            } else {
                onEvent(event);
            }
        }
        answerAll();
        whenLevel.run();
    }

    void onEvent(Event event) {
        Event.Entry entry = event.entry();
        Position at = position;
        if (entry == null) {
            return;
        }
        if (at == null) {
            if (waiting.size() < MAX_WAITING) {
                waiting.add(event);
            } else {
                missed = true;
            }
        } else if (reading) {
            again = true;
        } else if (entry.follows(at)) {
            position = entry.position();
            take.accept(event);
        } else if (!isStale(entry.position(), at)) {
            read();
        }
    }

    private static boolean isStale(Position position, Position at) {
        return position.epoch().equals(at.epoch()) && (position.offset() < at.offset() || position.equals(at));
    }

    /** Whether an entry that was stored there is still to come. */
    boolean awaits(Position stored) {
        Position at = position;
        return at != null && (!at.epoch().equals(stored.epoch()) || at.offset() < stored.offset());
    }

    /** Something may have been lost: reads what came after the position. */
    void read() {
        if (position == null) {
            missed = true;
        } else if (reading) {
            again = true;
        } else {
            reading = true;
            doubt.begin();
            readPage(position);
        }
    }

    /** Looks whether something was lost in silence (contract P3). A question that is still open at the next look is a doubt. */
    void check() {
        if (checking) {
            doubt.begin();
        } else if (position != null && !reading) {
            checking = true;
            askForHead(position);
        }
    }

    private void askForHead(Position then) {
        shared.log()
                .heads(List.of(ControlLog.CHANNEL), ControlLog.RETENTION)
                .whenComplete((heads, failure) -> lane.execute(
                        () -> checked(then, heads == null || heads.isEmpty() ? null : heads.get(0), failure)));
    }

    private void checked(Position then, @Nullable Position head, @Nullable Throwable failure) {
        Position at = position;
        if (closed) {
            return;
        }
        if (head == null || at == null) {
            shared.listener().failed("EventLog.heads", orUnknown(failure));
            doubt.begin();
            Duration wait = Retry.after(++failedChecks, shared.runtime().random());
            shared.runtime().scheduler().schedule(wait, () -> lane.execute(() -> askForHead(then)));
            return;
        }
        checking = false;
        failedChecks = 0;
        if (reading) {
            return;
        }
        // An older head was overtaken by the bus; when nothing came meanwhile, the log went back.
        boolean overtaken = !at.equals(then) && isStale(head, at);
        if (head.equals(at) || overtaken) {
            doubt.end();
        } else {
            read();
        }
    }

    private void readPage(Position after) {
        again = false;
        int page = ++pages;
        shared.log()
                .readForRepair(ControlLog.CHANNEL, after, ControlLog.RETENTION)
                .whenComplete((replay, failure) -> lane.execute(() -> {
                    if (page == pages) {
                        answered(after, replay, failure);
                    }
                }));
    }

    private void answered(Position after, @Nullable Replay replay, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (replay == null) {
            shared.listener().failed("EventLog.readAfter", orUnknown(failure));
            doubt.distrust();
            answerAll();
            whenLevel.run();
            int failed = pages;
            later(() -> {
                if (failed == pages) {
                    readPage(after);
                }
            });
            return;
        }
        Position at = after;
        if (replay instanceof Replay.Missed missing) {
            for (Event event : missing.events()) {
                Event.Entry entry = event.entry();
                if (entry != null) {
                    at = entry.position();
                    position = at;
                    take.accept(event);
                }
            }
        } else {
            at = behindGap(after, replay.head());
            position = at;
            confirmFirst.run();
            whenBack.run();
        }
        if (again || (!at.equals(after) && !at.equals(replay.head()))) {
            readPage(at);
        } else {
            reading = false;
            doubt.end();
            answerAll();
            whenLevel.run();
        }
    }

    /**
     * Whatever happened in the gap, the authorizer knows. But what a log says that began anew is all later than anything heard
     * here before, and a revocation ends what the authorizer still grants.
     */
    private static Position behindGap(Position after, Position head) {
        return head.epoch().equals(after.epoch()) ? head : Position.start(ControlLog.CHANNEL, head.epoch());
    }

    private void later(Runnable task) {
        shared.runtime().scheduler().schedule(RETRY, () -> lane.execute(task));
    }

    private static Throwable orUnknown(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("a back end answered null") : failure;
    }
}
