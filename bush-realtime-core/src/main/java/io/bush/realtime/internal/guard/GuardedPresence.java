package io.bush.realtime.internal.guard;

import static io.bush.realtime.internal.guard.GuardedBackplane.ask;
import static io.bush.realtime.internal.guard.GuardedBackplane.askTyped;

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

/** A presence store whose calls always answer. Thread safety: as the back end's. */
record GuardedPresence(PresenceStore target) implements PresenceStore {

    @Override
    public void listen(PresenceListener listener) {
        target.listen(listener);
    }

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        return ask(() -> target.update(channel, holder, state, lease));
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return ask(() -> target.leave(channel, holder, grace));
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        return ask(() -> target.renew(holder, said, lease));
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return ask(() -> target.sweep(channel));
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        return askTyped("presence", () -> target.snapshot(channel));
    }
}
