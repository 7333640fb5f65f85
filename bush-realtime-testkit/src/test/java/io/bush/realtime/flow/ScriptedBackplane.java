package io.bush.realtime.flow;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.time.NodeRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The in-memory back end behind wires that a test can slow down, cut and listen to. For one thread. */
final class ScriptedBackplane implements Backplane.Factory {

    /** How questions are answered. */
    enum Answers {
        /** At once. */
        NOW,
        /** The log answers what is true now, but the answer travels until {@link #deliver}. */
        LATE,
        /** The question travels until {@link #deliver}, and is answered then. */
        ASKED_LATE,
        /** With a failure. */
        FAILING,
        /** What was asked for happens, but the answer is a failure. */
        REPLY_LOST,
        /** Not even with a stage: the call throws. */
        THROWING,
        /** With the certainty that nothing was sent. */
        REFUSED,
        /** Not at all. */
        NEVER
    }

    /** How announced events travel. */
    enum Events {
        /** At once. */
        NOW,
        /** They wait for {@link #deliver}. */
        HELD,
        /** Not at all. */
        LOST
    }

    Answers reads = Answers.NOW;
    Answers heads = Answers.NOW;
    Answers subscribing = Answers.NOW;
    Answers leasing = Answers.NOW;
    Answers appending = Answers.NOW;
    /** How the log is asked to start a channel anew. */
    Answers startingAnew = Answers.NOW;
    /** How volatile events and signals are taken. */
    Answers announcing = Answers.NOW;
    /** How the presence store is asked. */
    Answers presence = Answers.NOW;
    /** How the lock store is asked. */
    Answers locking = Answers.NOW;
    /** How everything announced travels: events, signals, presence, locks. */
    Events events = Events.NOW;
    /** The same for the log of access changes, whose wires are apart from the channels'. */
    Answers controlReads = Answers.NOW;

    Answers controlHeads = Answers.NOW;
    Answers controlSubscribing = Answers.NOW;
    Answers controlAppending = Answers.NOW;
    Events controlEvents = Events.NOW;
    /** How often the log of access changes was read. */
    int controlReadCount;
    /** Whether the node follows access changes on the bus: its one subscription of its own. */
    boolean controlSubscribed;
    /** How often the log was to store something. */
    int appends;
    /** How often the log was read. */
    int readCount;
    /** What the log was asked to start anew, in this order. */
    final List<Channel> startedAnew = new ArrayList<>();
    /** How many readings of the log have no answer yet. */
    int readsUnderWay;
    /** How many there were at most. */
    int mostReadsUnderWay;
    /** What the log's answers become on their way. */
    UnaryOperator<Replay> forgery = UnaryOperator.identity();
    /** For how many channels the log was asked at a time where it ends, access changes apart. */
    final List<Integer> headCounts = new ArrayList<>();
    /** What the node receives. */
    final Set<Channel> subscribed = new TreeSet<>();

    private final Backplane.Factory memory;
    /** Who said that they are present, and did not say that they left: connection and channel. */
    final Set<String> present = new TreeSet<>();
    /** Whether what is said of presence is taken and then lost, as with a server whose replica did not get it in time. */
    boolean presenceForgets;
    /** How often leases of presence were renewed. */
    int presenceRenewals;
    /** What is locked, as the store announces it. */
    final Set<String> locked = new TreeSet<>();
    /** The ids whose locks the store was asked to find, in this order. */
    final List<String> lookedFor = new ArrayList<>();
    /** Connection ids with a lease. */
    final Set<String> leases = new TreeSet<>();

    /** Whether it is away when the node is built. */
    boolean startsInOutage;

    boolean closed;
    /** Whether it throws when something is given back to it. */
    boolean leavingThrows;

    private final Deque<Runnable> underway = new ArrayDeque<>();
    private @Nullable BusListener hub;
    private @Nullable BackplaneListener outages;

    ScriptedBackplane() {
        this(Backplane.inMemory());
    }

    ScriptedBackplane(Backplane.Factory memory) {
        this.memory = memory;
    }

    private static boolean isControl(Channel channel) {
        return channel.type().equals(ChannelTypes.CONTROL);
    }

    /** Brings the oldest thing under way to its end; false when there is none. */
    boolean deliver() {
        Runnable oldest = underway.poll();
        if (oldest != null) {
            oldest.run();
        }
        return oldest != null;
    }

    /** Everything is at once again, and what is under way arrives. */
    void heal() {
        reads = Answers.NOW;
        heads = Answers.NOW;
        subscribing = Answers.NOW;
        leasing = Answers.NOW;
        appending = Answers.NOW;
        startingAnew = Answers.NOW;
        announcing = Answers.NOW;
        presence = Answers.NOW;
        locking = Answers.NOW;
        events = Events.NOW;
        controlReads = Answers.NOW;
        controlHeads = Answers.NOW;
        controlSubscribing = Answers.NOW;
        controlAppending = Answers.NOW;
        controlEvents = Events.NOW;
        while (deliver()) {
            // until all is there
        }
    }

    /** The link brings a signal that nobody here sent. */
    void signal(Signal signal) {
        Objects.requireNonNull(hub).onSignal(signal);
    }

    /** The link says that it may have lost something. */
    void maybeLost(Channel channel) {
        Objects.requireNonNull(hub).onMaybeLost(channel);
    }

    /** Nothing goes through any more, in either direction. */
    void cut() {
        reads = Answers.FAILING;
        heads = Answers.FAILING;
        subscribing = Answers.NEVER;
        leasing = Answers.FAILING;
        appending = Answers.REFUSED;
        startingAnew = Answers.FAILING;
        announcing = Answers.REFUSED;
        presence = Answers.FAILING;
        locking = Answers.FAILING;
        events = Events.LOST;
        controlReads = Answers.FAILING;
        controlHeads = Answers.FAILING;
        controlSubscribing = Answers.NEVER;
        controlAppending = Answers.REFUSED;
        controlEvents = Events.LOST;
    }

    /** Nothing goes through any more, and the back end says so. */
    void outage() {
        cut();
        Objects.requireNonNull(outages).onOutage(new IOException("nobody answers"));
    }

    /** Everything goes through again: the link is made anew and says so, then the back end. */
    void comeBack() {
        comeBackBut(() -> {});
    }

    /** Almost everything. */
    void comeBackBut(Runnable change) {
        heal();
        change.run();
        if (controlSubscribed) {
            maybeLost(new Channel(ChannelTypes.CONTROL, "access"));
        }
        List.copyOf(subscribed).forEach(this::maybeLost);
        Objects.requireNonNull(outages).onReturn();
    }

    @Override
    public Backplane create(NodeRuntime runtime) {
        Backplane real = memory.create(runtime);
        return new Backplane() {
            @Override
            public void listen(BackplaneListener listener) {
                outages = listener;
                if (startsInOutage) {
                    listener.onOutage(new IOException("nobody answers"));
                }
            }

            @Override
            public EventLog eventLog() {
                return new Log(real.eventLog());
            }

            @Override
            public Bus bus() {
                return new Link(real.bus());
            }

            @Override
            public ConnectionLeases connectionLeases() {
                return new Leases(real.connectionLeases());
            }

            @Override
            public PresenceStore presence() {
                return new ScriptedPresence(ScriptedBackplane.this, real.presence());
            }

            @Override
            public LockStore locks() {
                return new ScriptedLocks(ScriptedBackplane.this, real.locks());
            }

            @Override
            public void close() {
                closed = true;
                real.close();
            }
        };
    }

    /** Brings something announced to the node, as things travel now. */
    void announce(Runnable arrival) {
        switch (events) {
            case NOW -> arrival.run();
            case HELD -> underway.add(arrival);
            case LOST -> {}
        }
    }

    <T> CompletionStage<T> answer(Answers how, Supplier<CompletionStage<T>> question) {
        CompletableFuture<T> late = new CompletableFuture<>();
        switch (how) {
            case NOW -> {
                return question.get();
            }
            case LATE -> {
                CompletionStage<T> now = question.get();
                underway.add(() -> pass(now, late));
            }
            case ASKED_LATE -> underway.add(() -> pass(question.get(), late));
            case THROWING -> throw new IllegalStateException("the wire is gone");
            case FAILING, REFUSED -> late.completeExceptionally(new IOException("the wire is cut"));
            case NEVER -> {}
            case REPLY_LOST ->
                question.get()
                        .whenComplete((value, failure) -> late.completeExceptionally(new IOException("no reply")));
        }
        return late;
    }

    private static <T> void pass(CompletionStage<T> from, CompletableFuture<T> to) {
        from.whenComplete((value, failure) -> {
            if (failure == null) {
                to.complete(value);
            } else {
                to.completeExceptionally(failure);
            }
        });
    }

    private final class Log implements EventLog {

        private final EventLog real;

        Log(EventLog real) {
            this.real = real;
        }

        @Override
        public CompletionStage<AppendResult> append(
                EventContent content, Retention retention, @Nullable String idempotencyKey) {
            Answers how = isControl(content.channel()) ? controlAppending : appending;
            appends++;
            return how == Answers.REFUSED
                    ? CompletableFuture.completedFuture(new AppendResult.NotSent(new IOException("the wire is cut")))
                    : answer(how, () -> real.append(content, retention, idempotencyKey));
        }

        @Override
        public CompletionStage<Replay> readAfter(
                Channel channel, Position after, Retention retention, ReadLimit limit) {
            boolean control = isControl(channel);
            if (control) {
                controlReadCount++;
            } else {
                readCount++;
            }
            if (control) {
                return answer(controlReads, () -> real.readAfter(channel, after, retention, limit));
            }
            readsUnderWay++;
            mostReadsUnderWay = Math.max(mostReadsUnderWay, readsUnderWay);
            return answer(
                            reads,
                            () -> real.readAfter(channel, after, retention, limit)
                                    .thenApply(forgery))
                    .whenComplete((replay, failure) -> readsUnderWay--);
        }

        @Override
        public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
            boolean control = isControl(channels.get(0));
            if (!control) {
                headCounts.add(channels.size());
            }
            return answer(control ? controlHeads : heads, () -> real.heads(channels, retention));
        }

        @Override
        public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
            return answer(startingAnew, () -> {
                startedAnew.add(channel);
                return real.startAnew(channel, retention, age);
            });
        }
    }

    private final class Link implements Bus {

        private final Bus real;

        Link(Bus real) {
            this.real = real;
        }

        @Override
        public void listen(BusListener listener) {
            hub = listener;
            real.listen(new BusListener() {
                @Override
                public void onEvent(Event event) {
                    switch (isControl(event.channel()) ? controlEvents : events) {
                        case NOW -> listener.onEvent(event);
                        case HELD -> underway.add(() -> listener.onEvent(event));
                        case LOST -> {}
                    }
                }

                @Override
                public void onSignal(Signal signal) {
                    ScriptedBackplane.this.announce(() -> listener.onSignal(signal));
                }

                @Override
                public void onMaybeLost(Channel channel) {
                    listener.onMaybeLost(channel);
                }
            });
        }

        @Override
        public CompletionStage<Void> subscribe(Channel channel) {
            boolean control = isControl(channel);
            return answer(control ? controlSubscribing : subscribing, () -> {
                if (control) {
                    controlSubscribed = true;
                } else {
                    subscribed.add(channel);
                }
                return real.subscribe(channel);
            });
        }

        @Override
        public void unsubscribe(Channel channel) {
            if (leavingThrows) {
                throw new IllegalStateException("no unsubscribe");
            }
            if (isControl(channel)) {
                controlSubscribed = false;
            }
            subscribed.remove(channel);
            real.unsubscribe(channel);
        }

        @Override
        public CompletionStage<Void> announce(Event event) {
            return answer(announcing, () -> real.announce(event));
        }

        @Override
        public CompletionStage<Void> signal(Signal signal) {
            return answer(announcing, () -> real.signal(signal));
        }
    }

    private final class Leases implements ConnectionLeases {

        private final ConnectionLeases real;

        Leases(ConnectionLeases real) {
            this.real = real;
        }

        @Override
        public CompletionStage<Boolean> acquire(String userId, String connectionId, int limit) {
            return answer(
                    leasing,
                    () -> real.acquire(userId, connectionId, limit).thenApply(taken -> {
                        if (taken) {
                            leases.add(connectionId);
                        }
                        return taken;
                    }));
        }

        @Override
        public void release(String userId, String connectionId) {
            if (leavingThrows) {
                throw new IllegalStateException("no release");
            }
            if (closed) {
                throw new IllegalStateException("a lease is released on a closed back end: it would stay");
            }
            leases.remove(connectionId);
            real.release(userId, connectionId);
        }

        @Override
        public CompletionStage<Integer> count(String userId) {
            return answer(leasing, () -> real.count(userId));
        }
    }
}
