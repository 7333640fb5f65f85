package io.bush.realtime.flow;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceListener;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresenceStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** One presence store for several nodes: each hears every change. */
record SharedPresence(PresenceStore real, List<PresenceListener> listeners) implements PresenceStore {

    @Override
    public void listen(PresenceListener listener) {
        listeners.add(listener);
    }

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        return real.update(channel, holder, state, lease);
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return real.leave(channel, holder, grace);
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        return real.renew(holder, said, lease);
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return real.sweep(channel);
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        return real.snapshot(channel);
    }
}
