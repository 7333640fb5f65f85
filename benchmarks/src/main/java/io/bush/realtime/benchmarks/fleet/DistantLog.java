package io.bush.realtime.benchmarks.fleet;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.backplane.ConnectionLeases;
import io.bush.realtime.bus.Bus;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.time.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The in-memory back end with a log that answers readings as late as one across a network: then they are worth sharing. */
record DistantLog(Backplane near, Scheduler scheduler, Duration delay) implements Backplane, EventLog {

    static Factory factory(Duration delay) {
        return runtime -> new DistantLog(Backplane.inMemory().create(runtime), runtime.scheduler(), delay);
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        CompletableFuture<Replay> late = new CompletableFuture<>();
        near.eventLog()
                .readAfter(channel, after, retention, limit)
                .whenComplete((replay, failure) -> scheduler.schedule(delay, () -> {
                    if (failure == null) {
                        late.complete(replay);
                    } else {
                        late.completeExceptionally(failure);
                    }
                }));
        return late;
    }

    @Override
    public CompletionStage<AppendResult> append(
            EventContent content, Retention retention, @Nullable String idempotencyKey) {
        return near.eventLog().append(content, retention, idempotencyKey);
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
        return near.eventLog().heads(channels, retention);
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        return near.eventLog().startAnew(channel, retention, age);
    }

    @Override
    public void listen(BackplaneListener listener) {
        near.listen(listener);
    }

    @Override
    public EventLog eventLog() {
        return this;
    }

    @Override
    public Bus bus() {
        return near.bus();
    }

    @Override
    public ConnectionLeases connectionLeases() {
        return near.connectionLeases();
    }

    @Override
    public PresenceStore presence() {
        return near.presence();
    }

    @Override
    public LockStore locks() {
        return near.locks();
    }

    @Override
    public void close() {
        near.close();
    }
}
