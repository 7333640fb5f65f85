package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.redis.kit.BusEvents;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges what came of events that were stored as 1, 2, 3, … in one channel: whatever is missing must be followed by the
 * channel's name, later than what came before the hole. Thread safety: safe for use by any thread.
 */
final class Holes implements BusListener {

    /** Stands for the channel's name among the numbers. */
    private static final int NAMED = -1;

    /** Guarded by this object's monitor. */
    private final List<Integer> heard = new ArrayList<>();

    @Override
    public void onEvent(Event event) {
        event(BusEvents.number(event));
    }

    synchronized void event(int number) {
        heard.add(number);
    }

    @Override
    public void onSignal(Signal signal) {}

    @Override
    public synchronized void onMaybeLost(Channel channel) {
        heard.add(NAMED);
    }

    synchronized long losses() {
        return heard.stream().filter(it -> it == NAMED).count();
    }

    /** Whether the last event came, or the channel was named behind all that came. */
    synchronized boolean knowsTheEnd(int last) {
        return !heard.isEmpty() && (heard.contains(last) || heard.get(heard.size() - 1) == NAMED);
    }

    /** What is missing without the channel being named behind it, and what came twice or too late. */
    synchronized List<String> unexplained() {
        List<String> found = new ArrayList<>();
        int last = 0;
        int lastAt = -1;
        for (int at = 0; at < heard.size(); at++) {
            int number = heard.get(at);
            if (number == NAMED) {
                continue;
            }
            if (number <= last) {
                found.add(number + " behind " + last);
            } else if (number > last + 1 && heard.lastIndexOf(NAMED) < lastAt) {
                found.add((last + 1) + " after " + last);
            }
            last = number;
            lastAt = at;
        }
        return found;
    }
}
