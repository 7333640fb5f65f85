package io.bush.realtime.testkit.forwarding;

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

/** A presence store that passes everything on. Thread safety: as what it passes on to. */
public class ForwardingPresenceStore implements PresenceStore {

    private final PresenceStore target;

    /**
     * Passes on.
     *
     * @param target what answers
     */
    public ForwardingPresenceStore(PresenceStore target) {
        this.target = target;
    }

    @Override
    public void listen(PresenceListener listener) {
        target.listen(listener);
    }

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        return target.update(channel, holder, state, lease);
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return target.leave(channel, holder, grace);
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        return target.renew(holder, said, lease);
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return target.sweep(channel);
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        return target.snapshot(channel);
    }
}
