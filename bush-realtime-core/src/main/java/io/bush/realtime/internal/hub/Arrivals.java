package io.bush.realtime.internal.hub;

import io.bush.realtime.channel.Event;
import io.bush.realtime.internal.lane.Inbox;

/**
 * What the bus hands over to a channel: events, and news of presence, locks and signals. A thread of the bus never waits, and
 * what finds no room leads to one repair, or to one look at the pictures (contract P3, P9). Thread safety: safe for use by any
 * thread; what comes of it happens on the channel's lane.
 */
final class Arrivals {

    private final ChannelHub hub;
    private final Fanout fanout;
    private final Inbox<Event> events;
    private final Inbox<Runnable> news;

    Arrivals(ChannelHub hub, HubContext context, Fanout fanout) {
        this.hub = hub;
        this.fanout = fanout;
        int most = context.repair().waitingEvents();
        this.events = new Inbox<>(hub.lane(), most, hub::onEvent, this::eventsDropped);
        this.news = new Inbox<>(hub.lane(), most, Runnable::run, this::newsDropped);
    }

    void event(Event event) {
        events.put(event);
    }

    void news(Runnable task) {
        news.put(task);
    }

    /** The durable ones are in the log: they were stored before they were announced. */
    private void eventsDropped() {
        hub.flush();
        hub.repair();
        fanout.reportDropped(hub.viewers(), null);
    }

    private void newsDropped() {
        hub.sideband().reload();
        fanout.reportDropped(hub.viewers(), null);
    }
}
