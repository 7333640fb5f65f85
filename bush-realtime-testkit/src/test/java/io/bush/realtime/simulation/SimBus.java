package io.bush.realtime.simulation;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The real in-memory bus behind a link like Redis': commands and events each travel in order, subscriptions count when
 * the command has arrived, and events can be lost.
 */
final class SimBus implements Bus {

    private final Scene scene;
    private final Bus real;
    /** What the far end sends to this node. */
    private final Set<Channel> effective = new TreeSet<>();
    /** What this node wants. */
    private final Set<Channel> wanted = new TreeSet<>();

    private final Map<Channel, Long> hearsSince = new HashMap<>();
    private final Map<Channel, SimPipe> pipes = new HashMap<>();
    private final Map<String, SimPipe> notices = new HashMap<>();
    private final SimPipe commands;
    private final Set<Integer> lost = new HashSet<>();
    /** Events that will be lost without a word. */
    private final Set<Integer> doomed = new HashSet<>();

    /** Changes of access that the link carries, and those it has handed over: nothing behind one comes before it. */
    private long changesSent;

    private long changesHeard;
    /** What is there and waits for one; in the order in which it came. */
    private final Deque<Behind> behind = new ArrayDeque<>();

    private long cutUntil = -1;
    /** False from the beginning of an outage until the link is there again. */
    private boolean linked = true;
    /** Subscribes that have no answer before that. */
    private final List<Runnable> waiting = new ArrayList<>();
    /** What is lost before is told. */
    private long toldUntil = -1;

    private @Nullable BusListener listener;

    private record Behind(long change, Runnable deliver) {}

    SimBus(Scene scene, Bus real) {
        this.scene = scene;
        this.real = real;
        this.commands = new SimPipe(scene, scene.faults::busDelay);
    }

    Set<Channel> wanted() {
        return wanted;
    }

    /** Changes of access carry no number: nobody has to see them arrive. */
    private static String describe(Event event) {
        return SimLog.isControl(event.channel()) ? event.name() : "#" + Numbers.in(event.content());
    }

    boolean lost(int number) {
        return lost.contains(number);
    }

    /** One event will be lost, and nobody is told. */
    void lose(int number) {
        doomed.add(number);
    }

    /** Everything is lost for a while; then the link is made anew, which may be told. */
    void cut(Duration lasts, boolean told) {
        cutUntil = Math.max(cutUntil, scene.now() + lasts.toNanos());
        scene.trace.note("bus    cut for " + lasts);
        toldUntil = told ? Math.max(toldUntil, scene.now() + lasts.toNanos()) : toldUntil;
        if (told) {
            scene.later(lasts, () -> Set.copyOf(effective).stream().sorted().forEach(this::sayMaybeLost));
        }
    }

    void heal() {
        cutUntil = -1;
    }

    /** After an outage the link is made anew: what is wanted is heard again, and something may have been missed. */
    void linkBack() {
        scene.trace.note("bus    is made anew for " + wanted);
        linked = true;
        effective.clear();
        effective.addAll(wanted);
        // Changes of access first, as they are subscribed first: "control" comes before all others.
        for (Channel channel : effective) {
            hearsSince.put(channel, scene.now());
            sayMaybeLost(channel);
        }
        List<Runnable> now = new ArrayList<>(waiting);
        waiting.clear();
        now.forEach(Runnable::run);
    }

    /** The outage has begun. */
    void linkLost() {
        linked = false;
    }

    private boolean cut() {
        return scene.now() < cutUntil || !linked;
    }

    /** Everything the real bus has announced comes here first. */
    void connect(Iterable<Channel> all) {
        real.listen(new BusListener() {
            @Override
            public void onEvent(Event event) {
                announced(event);
            }

            @Override
            public void onSignal(Signal signal) {
                notice(signal.channel(), "sign", 0, () -> {
                    BusListener hears = listener;
                    if (hears != null) {
                        hears.onSignal(signal);
                    }
                });
            }

            @Override
            public void onMaybeLost(Channel channel) {
                // The log was started anew: said in its turn, and lost like anything else.
                if (effective.contains(channel) && !cut() && !scene.faults.busLoses()) {
                    carry(pipe(channel), () -> sayMaybeLost(channel));
                }
            }
        });
        all.forEach(real::subscribe);
    }

    private void announced(Event event) {
        if (!effective.contains(event.channel())) {
            return;
        }
        if (!SimLog.isControl(event.channel()) && doomed.remove(Numbers.in(event.content()))) {
            lost.add(Numbers.in(event.content()));
            scene.saw(Seen.LOST_IN_THE_QUIET);
            scene.trace.note("bus    loses " + describe(event) + " in the quiet");
            return;
        }
        if (cut() || scene.faults.busLoses()) {
            scene.saw(Seen.BUS_LOSSES);
            if (SimLog.isControl(event.channel())) {
                scene.saw(Seen.LOST_ACCESS_CHANGES);
            } else {
                lost.add(Numbers.in(event.content()));
            }
            scene.trace.note("bus    loses " + describe(event));
            if (scene.faults.lossIsTold()) {
                scene.later(scene.faults.busDelay(), () -> sayMaybeLost(event.channel()));
            }
            return;
        }
        Runnable deliver = () -> {
            BusListener hears = listener;
            if (hears != null) {
                hears.onEvent(event);
            }
        };
        if (SimLog.isControl(event.channel())) {
            changesSent++;
            pipe(event.channel()).send(() -> {
                deliver.run();
                changesHeard++;
                letPass();
            });
        } else {
            carry(pipe(event.channel()), deliver);
        }
    }

    /** Takes a while, and comes behind the changes of access that were announced before. */
    private void carry(SimPipe pipe, Runnable deliver) {
        long change = changesSent;
        pipe.send(() -> {
            behind.add(new Behind(change, deliver));
            letPass();
        });
    }

    private void letPass() {
        while (!behind.isEmpty() && behind.peek().change() <= changesHeard) {
            behind.remove().deliver().run();
        }
    }

    private SimPipe pipe(Channel channel) {
        return pipes.computeIfAbsent(channel, none -> new SimPipe(scene, scene.faults::busDelay));
    }

    /** Whether this node gets what is announced of a channel. */
    boolean hears(Channel channel) {
        return effective.contains(channel);
    }

    /** For how long, in nanoseconds; -1 when not. */
    long heardFor(Channel channel) {
        return hears(channel) ? scene.now() - hearsSince.getOrDefault(channel, 0L) : -1;
    }

    /** News of presence or locks: in order for each kind and channel, late, and lost like events. */
    void notice(Channel channel, String of, long number, Runnable deliver) {
        if (!hears(channel)) {
            return;
        }
        if (cut() || scene.faults.busLoses()) {
            scene.saw(Seen.NOTICES_LOST);
            scene.losses.silentlyLost(channel, of, number);
            scene.trace.note("bus    loses a change of " + of + " in " + channel);
            if (scene.faults.lossIsTold()) {
                scene.later(scene.faults.busDelay(), () -> sayMaybeLost(channel));
            } else if (scene.now() >= toldUntil && linked) {
                scene.losses.neverTold(of);
            }
            return;
        }
        String kind = of.substring(0, 4);
        Long since = hearsSince.get(channel);
        carry(notices.computeIfAbsent(kind + channel, none -> new SimPipe(scene, scene.faults::busDelay)), () -> {
            if (kind.equals("lock") && !Objects.equals(since, hearsSince.get(channel))) {
                // A link brings what it had for an earlier subscription before it confirms the next, or not at
                // all. Presence has to bear even that, by its revisions; what was missed of a lock nothing
                // tells.
                return;
            }
            deliver.run();
            scene.losses.arrived(channel, of, number);
        });
    }

    private void sayMaybeLost(Channel channel) {
        BusListener hears = listener;
        if (hears != null) {
            scene.trace.note("bus    may have lost something of " + channel);
            scene.losses.told(channel);
            hears.onMaybeLost(channel);
        }
    }

    @Override
    public void listen(BusListener hears) {
        listener = hears;
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
        wanted.add(channel);
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean fails = scene.faults.logFails();
        commands.send(() -> {
            if (!linked) {
                // Nobody answers before the link is made anew with what is wanted then.
                waiting.add(() -> done.complete(null));
                return;
            }
            if (fails) {
                done.completeExceptionally(new IOException("the link is cut"));
                return;
            }
            if (effective.add(channel)) {
                hearsSince.put(channel, scene.now());
            }
            scene.later(scene.faults.busDelay(), () -> {
                if (!linked) {
                    waiting.add(() -> done.complete(null));
                } else {
                    done.complete(null);
                }
            });
        });
        return done;
    }

    @Override
    public void unsubscribe(Channel channel) {
        wanted.remove(channel);
        commands.send(() -> effective.remove(channel));
    }

    @Override
    public CompletionStage<Void> announce(Event event) {
        boolean staysHere = scene.outage.away();
        scene.published.announced(Numbers.in(event.content()), event.content(), staysHere);
        if (staysHere) {
            return CompletableFuture.failedFuture(new IOException("the breaker is open"));
        }
        return real.announce(event);
    }

    @Override
    public CompletionStage<Void> signal(Signal signal) {
        return scene.outage.away()
                ? CompletableFuture.failedFuture(new IOException("the breaker is open"))
                : real.signal(signal);
    }
}
