package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The real in-memory log behind a slow and unreliable link: questions and answers travel for a while, or get lost. */
final class SimLog implements EventLog {

    private final Scene scene;
    private final EventLog real;
    private final Map<Channel, Integer> readsUnderWay = new HashMap<>();
    private boolean delayNext;

    SimLog(Scene scene, EventLog real) {
        this.scene = scene;
        this.real = real;
    }

    /** The log of access changes: its wires are as bad as the others', but no client hears what is on it. */
    static boolean isControl(Channel channel) {
        return channel.type().equals(ChannelTypes.CONTROL);
    }

    /** Longer than that the node does not trust itself without an answer about access changes. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** An answer about access changes that fails or is late makes the node hold everything, and then serve it from the log. */
    private <T> CompletionStage<T> watched(boolean control, CompletionStage<T> answer) {
        if (control) {
            AtomicBoolean good = new AtomicBoolean();
            answer.thenAccept(value -> good.set(true));
            scene.later(PATIENCE, () -> scene.accessDoubted |= !good.get());
        }
        return answer;
    }

    /** The answer to the next first reading takes very long. */
    void delayNextReplay() {
        delayNext = true;
    }

    boolean isBeingRead(Channel channel) {
        return readsUnderWay.getOrDefault(channel, 0) > 0;
    }

    @Override
    public CompletionStage<AppendResult> append(EventContent content, Retention retention, @Nullable String key) {
        if (scene.outage.known()) {
            AppendResult refused = new AppendResult.NotSent(new IOException("the breaker is open"));
            return CompletableFuture.completedFuture(refused).thenApply(result -> {
                if (!isControl(content.channel())) {
                    scene.published.refused(content, retention);
                }
                return result;
            });
        }
        if (scene.faults.logFails()) {
            AppendResult lost = new AppendResult.NotSent(new IOException("the link is cut"));
            return this.<AppendResult>travel(() -> CompletableFuture.completedFuture(lost))
                    .exceptionally(AppendResult.NotSent::new)
                    .thenApply(result -> {
                        if (!isControl(content.channel())) {
                            scene.published.refused(content, retention);
                        }
                        return result;
                    });
        }
        boolean replyLost = scene.faults.logFails();
        return this.<AppendResult>travel(() -> real.append(content, retention, key)
                        .thenApply(result -> {
                            if (result instanceof AppendResult.Stored stored) {
                                noteStored(content, retention, stored);
                            }
                            return replyLost ? new AppendResult.Unknown(new IOException("the reply is lost")) : result;
                        }))
                .exceptionally(lost -> {
                    scene.saw(Seen.UNKNOWN_IN_AN_OUTAGE);
                    return new AppendResult.Unknown(lost);
                });
    }

    void noteStored(EventContent content, Retention retention, AppendResult.Stored stored) {
        if (isControl(content.channel())) {
            scene.trace.note(
                    "log    stores " + content.name() + " " + content.data().json());
        } else if (stored.origin() == AppendResult.Origin.THIS_CALL) {
            PublishedChannel channel = scene.published.of(content.channel(), retention);
            channel.stored(stored.position(), content, Numbers.in(content));
            scene.trace.note(
                    (int) stored.position().offset(),
                    () -> "log    " + content.channel() + " stores #" + Numbers.in(content) + " " + content.name()
                            + " at " + stored.position().offset());
        }
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        readsUnderWay.merge(channel, 1, Integer::sum);
        Supplier<CompletionStage<Replay>> read =
                () -> real.readAfter(channel, after, retention, limit).thenApply(replay -> {
                    used(channel, retention, replay.head());
                    scene.trace.note(
                            (int) after.offset(),
                            () -> "log    " + channel + " is read after " + after.offset() + " (" + limit.overflow()
                                    + "): " + describe(replay));
                    return replay;
                });
        boolean delayed = delayNext && limit.overflow() == ReadLimit.Overflow.REFUSE;
        delayNext &= !delayed;
        CompletionStage<Replay> answer = delayed
                ? heldUp(Duration.ofSeconds(2 + scene.random.nextInt(4)), read)
                : travel(() -> scene.faults.logFails() ? failure() : read.get());
        return watched(
                isControl(channel),
                answer.whenComplete((replay, failure) -> readsUnderWay.merge(channel, -1, Integer::sum)));
    }

    private void used(Channel channel, Retention retention, Position head) {
        if (!isControl(channel)) {
            scene.published.used(channel, retention, head);
        }
    }

    private static String describe(Replay replay) {
        return replay instanceof Replay.Missed missed
                ? missed.events().size() + " events, head " + missed.head().offset()
                : replay.toString();
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
        return watched(
                isControl(channels.get(0)),
                travel(() -> scene.faults.logFails()
                        ? failure()
                        : real.heads(channels, retention).thenApply(heads -> {
                            for (int i = 0; i < channels.size(); i++) {
                                used(channels.get(i), retention, heads.get(i));
                            }
                            scene.trace.note(
                                    heads.size(),
                                    () -> "log    heads of " + channels + ": "
                                            + heads.stream()
                                                    .map(Position::offset)
                                                    .toList());
                            return heads;
                        })));
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        return travel(() -> scene.faults.logFails()
                ? failure()
                : real.startAnew(channel, retention, age).thenApply(head -> {
                    scene.published.of(channel, retention).startedAnew(head, age);
                    scene.trace.note("log    " + channel + " is started anew, if it is not younger than " + age);
                    return head;
                }));
    }

    private <T> CompletionStage<T> failure() {
        scene.saw(Seen.LOG_FAILURES);
        return CompletableFuture.failedFuture(new IOException("the link is cut"));
    }

    private <T> CompletionStage<T> heldUp(Duration delay, Supplier<CompletionStage<T>> effect) {
        scene.readingHeldUpUntil = Math.max(scene.readingHeldUpUntil, scene.now() + delay.toNanos());
        CompletableFuture<T> answer = new CompletableFuture<>();
        effect.get().thenAccept(value -> scene.later(delay, () -> answer.complete(value)));
        return answer;
    }

    /** The question takes a while, then it has its effect, then the answer takes a while. */
    private <T> CompletionStage<T> travel(Supplier<CompletionStage<T>> effect) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        scene.later(
                scene.faults.logDelay(),
                () -> (scene.outage.away() ? this.<T>failure() : effect.get())
                        .whenComplete((value, failure) -> scene.later(scene.faults.logDelay(), () -> {
                            if (failure == null && !scene.outage.away()) {
                                answer.complete(value);
                            } else {
                                answer.completeExceptionally(
                                        failure == null ? new IOException("the reply is lost") : failure);
                            }
                        })));
        return answer;
    }
}
