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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The real presence store behind the wires of a {@link ScriptedBackplane}. */
record ScriptedPresence(ScriptedBackplane wires, PresenceStore real) implements PresenceStore {

    @Override
    public void listen(PresenceListener listener) {
        real.listen(change -> wires.announce(() -> listener.onPresence(change)));
    }

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        if (wires.presenceForgets) {
            return CompletableFuture.completedFuture(null);
        }
        return wires.answer(wires.presence, () -> {
            wires.present.add(holder.connectionId() + " in " + channel);
            return real.update(channel, holder, state, lease);
        });
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return wires.answer(wires.presence, () -> {
            wires.present.remove(holder.connectionId() + " in " + channel);
            return real.leave(channel, holder, grace);
        });
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        wires.presenceRenewals++;
        return wires.answer(wires.presence, () -> real.renew(holder, said, lease));
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return wires.answer(wires.presence, () -> real.sweep(channel));
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        return wires.answer(wires.presence, () -> real.snapshot(channel));
    }
}
