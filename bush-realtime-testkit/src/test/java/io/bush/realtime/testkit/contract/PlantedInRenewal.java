package io.bush.realtime.testkit.contract;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.testkit.forwarding.ForwardingBackplane;
import io.bush.realtime.testkit.forwarding.ForwardingBus;
import io.bush.realtime.testkit.forwarding.ForwardingBusListener;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A sound back end whose log goes wrong in one way when it is started anew. */
final class PlantedInRenewal extends ForwardingBackplane {

    /** What goes wrong. */
    enum Bug {
        AGE_IGNORED,
        NEVER_ANEW,
        NOBODY_IS_TOLD,
        EVERYBODY_IS_TOLD_EACH_TIME,
        AGE_COUNTED_FROM_THE_LAST_EVENT
    }

    private final EventLog log;
    private final Bus bus;
    private final Bug bug;
    private final AtomicReference<Duration> sinceLastEvent;
    private @Nullable BusListener hears;

    private PlantedInRenewal(Backplane real, Bug bug, AtomicReference<Duration> sinceLastEvent) {
        super(real);
        log = new Log(real.eventLog());
        bus = new Link(real.bus());
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
    public EventLog eventLog() {
        return log;
    }

    @Override
    public Bus bus() {
        return bus;
    }

    private final class Log extends ForwardingEventLog {

        Log(EventLog real) {
            super(real);
        }

        @Override
        public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
            boolean seemsYoung = bug == Bug.AGE_COUNTED_FROM_THE_LAST_EVENT
                    && sinceLastEvent.get().compareTo(age) < 0;
            if (bug == Bug.NEVER_ANEW || seemsYoung) {
                return heads(List.of(channel), retention).thenApply(heads -> heads.get(0));
            }
            if (bug == Bug.EVERYBODY_IS_TOLD_EACH_TIME && hears != null) {
                hears.onMaybeLost(channel);
            }
            return super.startAnew(channel, retention, bug == Bug.AGE_IGNORED ? Duration.ZERO : age);
        }

        @Override
        public CompletionStage<AppendResult> append(EventContent content, Retention retention, @Nullable String key) {
            sinceLastEvent.set(Duration.ZERO);
            return super.append(content, retention, key);
        }
    }

    private final class Link extends ForwardingBus {

        Link(Bus real) {
            super(real);
        }

        @Override
        public void listen(BusListener listener) {
            hears = listener;
            super.listen(new ForwardingBusListener(listener) {
                @Override
                public void onMaybeLost(Channel channel) {
                    if (bug != Bug.NOBODY_IS_TOLD && bug != Bug.EVERYBODY_IS_TOLD_EACH_TIME) {
                        super.onMaybeLost(channel);
                    }
                }
            });
        }
    }
}
