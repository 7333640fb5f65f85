package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceListener;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresenceStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The real presence store behind a {@link SimLink}; what it announces goes over the bus. */
final class SimPresence implements PresenceStore {

    private final Scene scene;
    private final PresenceStore real;
    private final SimBus bus;
    private final SimLink link;
    private final PresenceTruth truth;

    SimPresence(Scene scene, PresenceStore real, SimBus bus) {
        this.scene = scene;
        this.real = real;
        this.bus = bus;
        this.link = new SimLink(scene);
        this.truth = scene.presence;
    }

    @Override
    public void listen(PresenceListener listener) {
        real.listen(change -> {
            truth.announced(change, bus.heardFor(change.channel()));
            scene.trace.note((int) change.revision(), () -> "store  " + describe(change));
            bus.notice(change.channel(), "presence", change.revision(), () -> listener.onPresence(change));
        });
    }

    private static String describe(PresenceChange change) {
        return change.getClass().getSimpleName() + " " + change.user().id() + " in " + change.channel() + " "
                + change.previous() + " -> " + change.revision()
                + (change instanceof PresenceChange.Updated updated
                        ? " " + updated.kind() + " " + updated.state()
                        : "");
    }

    @Override
    public CompletionStage<Void> update(Channel channel, PresenceHolder holder, Payload state, Duration lease) {
        return link.ask(holder.connectionId(), () -> {
            truth.update(channel, holder, state, lease);
            return real.update(channel, holder, state, lease);
        });
    }

    @Override
    public CompletionStage<Void> leave(Channel channel, PresenceHolder holder, Duration grace) {
        return link.ask(
                holder.connectionId(),
                () -> {
                    truth.leave(channel, holder, grace);
                    return real.leave(channel, holder, grace);
                },
                () -> truth.leaveLost(channel, holder));
    }

    @Override
    public CompletionStage<List<Channel>> renew(PresenceHolder holder, Map<Channel, Long> said, Duration lease) {
        return link.ask(holder.connectionId(), () -> {
            List<Channel> gone = truth.renew(holder, said, lease);
            return real.renew(holder, said, lease).thenApply(answer -> {
                if (!answer.equals(gone)) {
                    scene.verdict.broken("P7", "renewing " + holder + " found gone " + answer + ", truly " + gone);
                }
                return answer;
            });
        });
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return link.ask("sweep " + channel, () -> real.sweep(channel));
    }

    @Override
    public CompletionStage<PresenceSnapshot> snapshot(Channel channel) {
        return link.ask("picture " + channel, () -> {
            CompletionStage<PresenceSnapshot> picture = real.snapshot(channel);
            scene.losses.loaded(channel, "presence");
            scene.trace.note("store  presence in " + channel + " is listed");
            return picture;
        });
    }
}
