package io.bush.realtime.benchmarks.fleet;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.testkit.forwarding.ForwardingBackplane;
import io.bush.realtime.testkit.forwarding.ForwardingEventLog;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The in-memory back end with a log that answers readings as late as one across a network: then they are worth sharing. */
final class DistantLog extends ForwardingEventLog {

    private final Scheduler scheduler;
    private final Duration delay;

    private DistantLog(EventLog near, Scheduler scheduler, Duration delay) {
        super(near);
        this.scheduler = scheduler;
        this.delay = delay;
    }

    static Backplane.Factory factory(Duration delay) {
        return runtime -> {
            Backplane near = Backplane.inMemory().create(runtime);
            EventLog distant = new DistantLog(near.eventLog(), runtime.scheduler(), delay);
            return new ForwardingBackplane(near) {
                @Override
                public EventLog eventLog() {
                    return distant;
                }
            };
        };
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        CompletableFuture<Replay> late = new CompletableFuture<>();
        super.readAfter(channel, after, retention, limit)
                .whenComplete((replay, failure) -> scheduler.schedule(delay, () -> {
                    if (failure == null) {
                        late.complete(replay);
                    } else {
                        late.completeExceptionally(failure);
                    }
                }));
        return late;
    }
}
