package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The real lock store behind a {@link SimLink}; what it announces goes over the bus. */
final class SimLocks implements LockStore {

    private final Scene scene;
    private final LockStore real;
    private final SimBus bus;
    private final SimLink link;
    private final LockTruth truth;
    private long announcements;

    SimLocks(Scene scene, LockStore real, SimBus bus) {
        this.scene = scene;
        this.real = real;
        this.bus = bus;
        this.link = new SimLink(scene);
        this.truth = scene.locks;
    }

    @Override
    public void listen(LockListener listener) {
        real.listen(change -> {
            truth.announced(change, bus.heardFor(change.channel()));
            scene.trace.note((int) change.lock().token(), () -> "store  " + describe(change));
            String lossKey = "lock " + change.lock().name().id();
            bus.notice(change.channel(), lossKey, ++announcements, () -> listener.onLock(change));
        });
    }

    private static String describe(LockChange change) {
        HeldLock lock = change.lock();
        return change.getClass().getSimpleName()
                + (change instanceof LockChange.Unlocked unlocked ? " " + unlocked.end() : "") + " "
                + lock.name().id() + " of " + lock.owner().user().id() + " under " + lock.token();
    }

    @Override
    public CompletionStage<LockAnswer> acquire(
            LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
        return link.ask(owner.connectionId(), () -> {
            truth.asks(ttl);
            return real.acquire(name, channel, owner, ttl, limit).thenApply(answer -> {
                truth.acquired(name, owner, answer);
                return answer;
            });
        });
    }

    @Override
    public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
        return link.ask(owner.connectionId(), () -> {
            truth.asks(ttl);
            boolean may = truth.holds(name, owner, token);
            return real.renew(name, owner, token, ttl).thenApply(answer -> {
                truth.require(may == answer instanceof LockAnswer.Granted, "renewing", name, owner, token);
                return answer;
            });
        });
    }

    @Override
    public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
        return link.ask(owner.connectionId(), () -> {
            boolean may = truth.holds(name, owner, token);
            return real.release(name, owner, token).thenApply(released -> {
                truth.require(may == released.isPresent(), "releasing", name, owner, token);
                return released;
            });
        });
    }

    @Override
    public CompletionStage<Optional<HeldLock>> find(LockName name) {
        return link.ask("find " + name, () -> real.find(name));
    }

    @Override
    public CompletionStage<List<HeldLock>> held(Channel channel) {
        return link.ask("picture " + channel, () -> {
            CompletionStage<List<HeldLock>> picture = real.held(channel);
            scene.losses.loaded(channel, "lock ");
            scene.trace.note("store  locks of " + channel + " are listed");
            return picture;
        });
    }

    @Override
    public CompletionStage<Optional<Duration>> sweep(Channel channel) {
        return link.ask("sweep " + channel, () -> real.sweep(channel));
    }
}
