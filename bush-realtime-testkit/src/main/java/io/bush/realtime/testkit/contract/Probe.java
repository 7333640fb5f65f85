package io.bush.realtime.testkit.contract;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.testkit.RecordingBusListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Asks a back end and waits for its answers. */
final class Probe {

    static final Duration DEADLINE = Concurrently.DEADLINE;
    static final Channel FILE = new Channel("file", "file_a");
    static final Channel OTHER = new Channel("file", "file_b");
    static final Retention KEEP = Retention.DEFAULT;

    private final Subject subject;

    Probe(Subject subject) {
        this.subject = subject;
    }

    /** Hears these channels from now on. */
    RecordingBusListener listen(Channel... channels) {
        RecordingBusListener listener = new RecordingBusListener();
        subject.backplane().bus().listen(listener);
        for (Channel channel : channels) {
            await(subject.backplane().bus().subscribe(channel));
        }
        return listener;
    }

    void pass(Duration time) {
        subject.passTime().accept(time);
    }

    Position append(Channel channel) {
        return stored(append(content(channel, "{}"), KEEP, null));
    }

    List<Position> append(Channel channel, int times) {
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            positions.add(append(channel));
        }
        return positions;
    }

    AppendResult append(EventContent content, Retention keep, @Nullable String key) {
        return await(subject.backplane().eventLog().append(content, keep, key));
    }

    AppendResult append(Channel channel, String key) {
        return append(content(channel, "{}"), KEEP, key);
    }

    Position head(Channel channel) {
        return heads(List.of(channel)).get(0);
    }

    List<Position> heads(List<Channel> channels) {
        return await(subject.backplane().eventLog().heads(channels, KEEP));
    }

    Position startAnew(Channel channel, Duration age) {
        return await(subject.backplane().eventLog().startAnew(channel, KEEP, age));
    }

    Replay read(Channel channel, Position after) {
        return read(channel, after, KEEP, ReadLimit.WHOLE);
    }

    Replay read(Channel channel, Position after, Retention keep, ReadLimit limit) {
        return await(subject.backplane().eventLog().readAfter(channel, after, keep, limit));
    }

    /** What was missed, or an error that shows the gap. */
    List<Event> missed(Channel channel, Position after) {
        return missed(read(channel, after));
    }

    static List<Event> missed(Replay replay) {
        if (replay instanceof Replay.Missed missed) {
            return missed.events();
        }
        throw new AssertionError("expected no gap, got " + replay);
    }

    /** Why there is a gap, or an error that shows there is none. */
    ResetReason gap(Channel channel, Position after) {
        if (read(channel, after) instanceof Replay.Gap gap) {
            return gap.reason();
        }
        throw new AssertionError("expected a gap after " + after);
    }

    static Position stored(AppendResult result) {
        if (result instanceof AppendResult.Stored stored) {
            return stored.position();
        }
        throw new AssertionError("expected to be stored, got " + result);
    }

    static Event.Entry entry(Event event) {
        Event.Entry entry = event.entry();
        if (entry == null) {
            throw new AssertionError("a durable event has an entry: " + event);
        }
        return entry;
    }

    static List<Position> positions(List<Event> events) {
        return events.stream().map(event -> entry(event).position()).toList();
    }

    static EventContent content(Channel channel, String json) {
        return new EventContent(
                channel,
                "comment.created",
                Instant.parse("2026-01-15T10:30:00.123Z"),
                Payload.ofJson(json),
                null,
                null,
                null,
                null,
                null);
    }

    static <T> T await(CompletionStage<T> stage) {
        return Concurrently.await(stage);
    }

    /** Does the same on several threads that start together; what each returns, by thread. */
    static <T> List<T> together(int threads, Callable<T> work) {
        return Concurrently.together(threads, work);
    }
}
