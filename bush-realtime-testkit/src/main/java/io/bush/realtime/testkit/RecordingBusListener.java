package io.bush.realtime.testkit;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps everything a bus brings, and notices when two calls for one channel overlap. Thread safety: safe for use by any
 * thread.
 */
public final class RecordingBusListener implements BusListener {

    /** What came, oldest first. Guarded by this object's monitor, as everything below. */
    private final List<Event> events = new ArrayList<>();
    /** Signals that came, oldest first. */
    private final List<Signal> signals = new ArrayList<>();
    /** Channels that may have lost something, in the order they were named. */
    private final List<Channel> maybeLost = new ArrayList<>();
    /** Channels with a call under way. */
    private final Set<Channel> busy = new LinkedHashSet<>();
    /** Calls that began while another for the same channel was under way. */
    private int overlaps;
    /** Runs inside every call, between its begin and its end. */
    private Consumer<Event> during = event -> {};

    /** Starts without anything. */
    public RecordingBusListener() {}

    /**
     * Sets what happens inside every later call, after the event was kept; it may throw.
     *
     * @param then what to do
     */
    public synchronized void during(Consumer<Event> then) {
        during = then;
    }

    @Override
    public void onEvent(Event event) {
        Consumer<Event> then;
        boolean first;
        synchronized (this) {
            first = busy.add(event.channel());
            if (!first) {
                overlaps++;
            }
            events.add(event);
            then = during;
            notifyAll();
        }
        try {
            then.accept(event);
        } finally {
            synchronized (this) {
                if (first) {
                    busy.remove(event.channel());
                }
            }
        }
    }

    @Override
    public synchronized void onSignal(Signal signal) {
        signals.add(signal);
        notifyAll();
    }

    @Override
    public synchronized void onMaybeLost(Channel channel) {
        maybeLost.add(channel);
        notifyAll();
    }

    /**
     * Returns everything that came.
     *
     * @return a copy, oldest first
     */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /**
     * Returns every signal that came.
     *
     * @return a copy, oldest first
     */
    public synchronized List<Signal> signals() {
        return List.copyOf(signals);
    }

    /**
     * Waits until so many events have come.
     *
     * @param count how many, over all channels
     * @param deadline how long to wait at most
     * @return all that came, at least {@code count}
     * @throws AssertionError when fewer come in time
     */
    public synchronized List<Event> await(int count, Duration deadline) {
        awaitSize(events, count, deadline, "events");
        return List.copyOf(events);
    }

    private synchronized void awaitSize(List<?> what, int count, Duration deadline, String name) {
        long end = System.nanoTime() + deadline.toNanos();
        while (what.size() < count) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(what.size() + " of " + count + " " + name + " within " + deadline);
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + count + " " + name, e);
            }
        }
    }

    /**
     * Returns the channels that may have lost something.
     *
     * @return a copy, in the order they were named
     */
    public synchronized List<Channel> maybeLost() {
        return List.copyOf(maybeLost);
    }

    /**
     * Waits until it was said so often that something may have been lost.
     *
     * @param count how often, over all channels
     * @param deadline how long to wait at most
     * @return the channels, in the order they were named, at least {@code count}
     * @throws AssertionError when it is said less often in time
     */
    public synchronized List<Channel> awaitMaybeLost(int count, Duration deadline) {
        awaitSize(maybeLost, count, deadline, "losses");
        return List.copyOf(maybeLost);
    }

    /**
     * Returns how often a call began while another for the same channel was under way.
     *
     * @return 0 if the rules are kept
     */
    public synchronized int overlaps() {
        return overlaps;
    }
}
