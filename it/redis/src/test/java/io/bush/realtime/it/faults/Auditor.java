package io.bush.realtime.it.faults;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.time.SystemTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads in the end what Redis holds, over a way of its own that nobody breaks. */
final class Auditor implements AutoCloseable {

    private static final ReadLimit ALL = new ReadLimit(100_000, 1 << 28, ReadLimit.Overflow.REFUSE);

    private final SystemTime time = SystemTime.start(1);
    private final Backplane backplane;

    Auditor(Backplane.Factory factory) {
        backplane = factory.create(time.runtime());
    }

    /** The newest position of each channel that can be asked for. */
    Map<Channel, String> heads(List<Channel> channels) {
        Map<Channel, String> heads = new LinkedHashMap<>();
        for (Channel channel : channels) {
            answer(backplane.eventLog().heads(List.of(channel), Retention.DEFAULT))
                    .ifPresent(head -> heads.put(channel, head.get(0).eventId(channel)));
        }
        return heads;
    }

    /** The events of each channel's epoch by their ids, of those logs that still have their beginning. */
    Map<Channel, Map<String, Integer>> logs(Map<Channel, String> heads) {
        Map<Channel, Map<String, Integer>> logs = new LinkedHashMap<>();
        heads.forEach((channel, id) -> {
            Position head = Position.parse(channel, id);
            if (head != null) {
                answer(backplane
                                .eventLog()
                                .readAfter(channel, Position.start(channel, head.epoch()), Retention.DEFAULT, ALL))
                        .ifPresent(replay -> {
                            if (replay instanceof Replay.Missed missed) {
                                logs.put(channel, numbers(channel, missed.events()));
                            }
                        });
            }
        });
        return logs;
    }

    private static Map<String, Integer> numbers(Channel channel, List<Event> events) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (Event event : events) {
            Event.Entry entry = event.entry();
            if (entry != null) {
                numbers.put(
                        entry.position().eventId(channel),
                        event.content().data().tree().path("n").asInt(-1));
            }
        }
        return numbers;
    }

    private static <T> Optional<T> answer(CompletionStage<T> stage) {
        try {
            return Optional.of(stage.toCompletableFuture().get(2, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException | CompletionException notNow) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        backplane.close();
        time.close();
    }
}
