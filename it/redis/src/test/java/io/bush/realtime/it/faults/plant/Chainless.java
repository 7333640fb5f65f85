package io.bush.realtime.it.faults.plant;

import io.bush.realtime.bus.Bus;
import io.bush.realtime.bus.BusListener;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.testkit.forwarding.ForwardingBus;
import io.bush.realtime.testkit.forwarding.ForwardingBusListener;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A back end as it would be without tags: every event has the same, so that only epoch and offset can be compared. */
final class Chainless {

    private static final String NO_TAG = "00000000";

    private Chainless() {}

    private static Position flat(Position place) {
        return new Position(place.epoch(), place.offset(), NO_TAG);
    }

    private static Event flat(Event event) {
        Event.Entry entry = event.entry();
        return entry == null
                ? event
                : new Event(event.content(), new Event.Entry(flat(entry.position()), NO_TAG, entry.storedAt()));
    }

    /** The bus. */
    static final class Way extends ForwardingBus {

        Way(Bus real) {
            super(real);
        }

        @Override
        public void listen(BusListener listener) {
            super.listen(new ForwardingBusListener(listener) {
                @Override
                public void onEvent(Event event) {
                    super.onEvent(flat(event));
                }
            });
        }
    }

    /** The log. */
    static final class Log extends ForwardingEventLog {

        Log(EventLog real) {
            super(real);
        }

        @Override
        public CompletionStage<AppendResult> append(
                EventContent content, Retention retention, @Nullable String idempotencyKey) {
            return super.append(content, retention, idempotencyKey)
                    .thenApply(result -> result instanceof AppendResult.Stored stored
                            ? new AppendResult.Stored(flat(stored.position()), stored.origin())
                            : result);
        }

        @Override
        public CompletionStage<Replay> readAfter(
                Channel channel, Position after, Retention retention, ReadLimit limit) {
            return super.readAfter(channel, Position.start(channel, after.epoch()), retention, ReadLimit.WHOLE)
                    .thenApply(replay -> since(after, replay));
        }

        private static Replay since(Position after, Replay replay) {
            Position head = flat(replay.head());
            if (replay instanceof Replay.Gap gap) {
                return new Replay.Gap(gap.reason(), head);
            }
            if (after.offset() > head.offset()) {
                return new Replay.Gap(ResetReason.AHEAD, head);
            }
            List<Event> missed = ((Replay.Missed) replay)
                    .events().stream()
                            .map(Chainless::flat)
                            .filter(event -> event.entry() != null
                                    && event.entry().position().offset() > after.offset())
                            .toList();
            return new Replay.Missed(missed, head);
        }

        @Override
        public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
            return super.heads(channels, retention)
                    .thenApply(heads -> heads.stream().map(Chainless::flat).toList());
        }

        @Override
        public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
            return super.startAnew(channel, retention, age).thenApply(Chainless::flat);
        }
    }
}
