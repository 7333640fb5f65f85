package io.bush.realtime.testkit.contract;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.bus.Signal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A sound back end whose log goes wrong in one way when it is started anew. */
final class PlantedInRenewal implements Backplane, EventLog, Bus {

    /** What goes wrong. */
    enum Bug {
        AGE_IGNORED,
        NEVER_ANEW,
        NOBODY_IS_TOLD,
        EVERYBODY_IS_TOLD_EACH_TIME,
        AGE_COUNTED_FROM_THE_LAST_EVENT
    }

    private final Backplane real;
    private final Bug bug;
    private final AtomicReference<Duration> sinceLastEvent;
    private @Nullable BusListener hears;

    private PlantedInRenewal(Backplane real, Bug bug, AtomicReference<Duration> sinceLastEvent) {
        this.real = real;
        this.bug = bug;
        this.sinceLastEvent = sinceLastEvent;
    }

    static Subject in(Subject sound, Bug bug) {
        AtomicReference<Duration> since = new AtomicReference<>(Duration.ZERO);
        return new Subject(new PlantedInRenewal(sound.backplane(), bug, since), time -> {
            since.updateAndGet(time::plus);
            sound.passTime().accept(time);
        });
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        boolean seemsYoung = bug == Bug.AGE_COUNTED_FROM_THE_LAST_EVENT
                && sinceLastEvent.get().compareTo(age) < 0;
        if (bug == Bug.NEVER_ANEW || seemsYoung) {
            return real.eventLog().heads(List.of(channel), retention).thenApply(heads -> heads.get(0));
        }
        if (bug == Bug.EVERYBODY_IS_TOLD_EACH_TIME && hears != null) {
            hears.onMaybeLost(channel);
        }
        return real.eventLog().startAnew(channel, retention, bug == Bug.AGE_IGNORED ? Duration.ZERO : age);
    }

    @Override
    public CompletionStage<AppendResult> append(EventContent content, Retention retention, @Nullable String key) {
        sinceLastEvent.set(Duration.ZERO);
        return real.eventLog().append(content, retention, key);
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        return real.eventLog().readAfter(channel, after, retention, limit);
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
        return real.eventLog().heads(channels, retention);
    }

    @Override
    public void listen(BusListener listener) {
        hears = listener;
        real.bus().listen(new BusListener() {
            @Override
            public void onEvent(Event event) {
                listener.onEvent(event);
            }

            @Override
            public void onSignal(Signal signal) {
                listener.onSignal(signal);
            }

            @Override
            public void onMaybeLost(Channel channel) {
                if (bug != Bug.NOBODY_IS_TOLD && bug != Bug.EVERYBODY_IS_TOLD_EACH_TIME) {
                    listener.onMaybeLost(channel);
                }
            }
        });
    }

    @Override
    public CompletionStage<Void> subscribe(Channel channel) {
        return real.bus().subscribe(channel);
    }

    @Override
    public void unsubscribe(Channel channel) {
        real.bus().unsubscribe(channel);
    }

    @Override
    public CompletionStage<Void> announce(Event event) {
        return real.bus().announce(event);
    }

    @Override
    public CompletionStage<Void> signal(Signal signal) {
        return real.bus().signal(signal);
    }

    @Override
    public void listen(BackplaneListener listener) {
        real.listen(listener);
    }

    @Override
    public EventLog eventLog() {
        return this;
    }

    @Override
    public Bus bus() {
        return this;
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return real.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return real.presence();
    }

    @Override
    public LockStore locks() {
        return real.locks();
    }

    @Override
    public void close() {
        real.close();
    }
}
