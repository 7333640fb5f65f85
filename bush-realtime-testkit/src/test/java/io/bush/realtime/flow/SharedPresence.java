package io.bush.realtime.flow;

import io.bush.realtime.presence.PresenceListener;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.testkit.forwarding.ForwardingPresenceStore;
import java.util.List;

/** One presence store for several nodes: each hears every change. */
final class SharedPresence extends ForwardingPresenceStore {

    private final List<PresenceListener> listeners;

    SharedPresence(PresenceStore real, List<PresenceListener> listeners) {
        super(real);
        this.listeners = listeners;
    }

    @Override
    public void listen(PresenceListener listener) {
        listeners.add(listener);
    }
}
