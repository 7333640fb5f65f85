package io.bush.realtime.it.faults.plant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.eventlog.AppendResult;
import io.bush.realtime.eventlog.EventLog;
import io.bush.realtime.eventlog.ReadLimit;
import io.bush.realtime.eventlog.Replay;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.it.redis.wire.RespClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The least log over Redis that keeps its promises while nothing breaks: one script numbers, chains, stores and announces.
 * It can also be told to do it in three steps, as one would without a script. No trimming, no idempotency.
 */
final class PlainLog implements EventLog, AutoCloseable {

    /** How an event is stored. */
    enum Steps {
        /** In one script. */
        ONE,
        /** Number, store, announce: three commands. */
        THREE
    }

    /** As long as the next step may be under way in a network; without it, others come between only now and then. */
    private static final long BETWEEN_STEPS_NANOS = 3_000_000;

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final String BEGIN = """
            local head = redis.call('HMGET', KEYS[2], 'e', 's', 't')
            if not head[1] then
              head = {ARGV[1], '0', ARGV[2]}
              redis.call('DEL', KEYS[1])
              redis.call('HSET', KEYS[2], 'e', head[1], 's', head[2], 't', head[3])
            end
            """;
    private static final String APPEND = BEGIN + """
            local next = tostring(tonumber(head[2]) + 1)
            local entry = head[1] .. ':' .. next .. ':' .. ARGV[3] .. ':' .. head[3] .. '|' .. ARGV[4]
            redis.call('HSET', KEYS[2], 's', next, 't', ARGV[3])
            redis.call('LPUSH', KEYS[1], entry)
            redis.call('PUBLISH', KEYS[3], entry)
            return {head[1], next}
            """;
    private static final String READ = BEGIN + """
            return {head, redis.call('LRANGE', KEYS[1], 0, -1)}
            """;

    private final int port;
    private final Executor executor;
    private final Steps steps;

    // Guarded by this; made anew after it broke.
    private @Nullable RespClient connection;

    PlainLog(int port, Executor executor, Steps steps) {
        this.port = port;
        this.executor = executor;
        this.steps = steps;
    }

    private synchronized RespClient redis() {
        RespClient open = connection;
        if (open == null || !open.isUsable()) {
            open = RespClient.connect(port);
            connection = open;
        }
        return open;
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.close();
        }
    }

    static String busName(Channel channel) {
        return "plain:ws:" + channel.name();
    }

    private static String[] keys(Channel channel) {
        return new String[] {"plain:log:" + channel.name(), "plain:head:" + channel.name(), busName(channel)};
    }

    private Object script(String script, Channel channel, Object... arguments) {
        String[] keys = keys(channel);
        String epoch = Position.epoch(
                System.currentTimeMillis(), ThreadLocalRandom.current().nextLong());
        List<Object> words = new ArrayList<>(List.of("EVAL", script, 3, keys[0], keys[1], keys[2], epoch));
        words.add(Position.start(channel, epoch).tag());
        words.addAll(List.of(arguments));
        Object answer = redis().call(words.toArray());
        if (answer == null) {
            throw new IllegalStateException("no answer");
        }
        return answer;
    }

    @Override
    public CompletionStage<AppendResult> append(EventContent content, Retention retention, @Nullable String key) {
        return CompletableFuture.supplyAsync(() -> store(content), executor)
                .exceptionally(failure -> new AppendResult.Unknown(failure));
    }

    private AppendResult store(EventContent content) {
        Channel channel = content.channel();
        String tag = Position.tag(ThreadLocalRandom.current().nextInt());
        if (steps == Steps.ONE) {
            List<?> place = (List<?>) script(APPEND, channel, tag, write(content));
            Position at = new Position(text(place.get(0)), Long.parseLong(text(place.get(1))), tag);
            return new AppendResult.Stored(at, AppendResult.Origin.THIS_CALL);
        }
        String[] keys = keys(channel);
        Position head = head((List<?>) script(READ, channel));
        LockSupport.parkNanos(BETWEEN_STEPS_NANOS);
        long number = redis().number("HINCRBY", keys[1], "s", 1);
        String entry = head.epoch() + ":" + number + ":" + tag + ":" + head.tag() + "|" + write(content);
        redis().number("LPUSH", keys[0], entry);
        redis().number("HSET", keys[1], "t", tag);
        redis().number("PUBLISH", keys[2], entry);
        return new AppendResult.Stored(new Position(head.epoch(), number, tag), AppendResult.Origin.THIS_CALL);
    }

    @Override
    public CompletionStage<Replay> readAfter(Channel channel, Position after, Retention retention, ReadLimit limit) {
        return CompletableFuture.supplyAsync(() -> read(channel, after), executor);
    }

    private Replay read(Channel channel, Position after) {
        List<?> answer = (List<?>) script(READ, channel);
        Position head = head(answer);
        if (!head.epoch().equals(after.epoch())) {
            return new Replay.Gap(ResetReason.EPOCH_CHANGED, head);
        }
        if (after.offset() > head.offset()) {
            return new Replay.Gap(ResetReason.AHEAD, head);
        }
        List<Event> missed = new ArrayList<>();
        Position last = after;
        List<?> stored = (List<?>) answer.get(1);
        for (int i = stored.size() - 1; i >= 0; i--) {
            Event event = parse(channel, text(stored.get(i)));
            Event.Entry entry = event.entry();
            if (entry == null || entry.position().offset() <= after.offset()) {
                continue;
            }
            if (!entry.follows(last)) {
                return new Replay.Gap(ResetReason.DIVERGED, head);
            }
            missed.add(event);
            last = entry.position();
        }
        return last.equals(head)
                ? new Replay.Missed(missed, head)
                : new Replay.Gap(
                        missed.isEmpty() && last.offset() == head.offset() ? ResetReason.DIVERGED : ResetReason.EXPIRED,
                        head);
    }

    @Override
    public CompletionStage<List<Position>> heads(List<Channel> channels, Retention retention) {
        return CompletableFuture.supplyAsync(
                () -> channels.stream()
                        .map(channel -> head((List<?>) script(READ, channel)))
                        .toList(),
                executor);
    }

    @Override
    public CompletionStage<Position> startAnew(Channel channel, Retention retention, Duration age) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("no outages here"));
    }

    private static Position head(List<?> answer) {
        List<?> head = (List<?>) answer.get(0);
        return new Position(text(head.get(0)), Long.parseLong(text(head.get(1))), text(head.get(2)));
    }

    private static String write(EventContent content) {
        try {
            return MAPPER.writeValueAsString(Map.of(
                    "name", content.name(),
                    "at", content.timestamp().toEpochMilli(),
                    "data", content.data().json()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Event parse(Channel channel, String entry) {
        int bar = entry.indexOf('|');
        String[] place = entry.substring(0, bar).split(":", -1);
        JsonNode body;
        try {
            body = MAPPER.readTree(entry.substring(bar + 1));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        Instant at = Instant.ofEpochMilli(body.path("at").asLong());
        EventContent content = new EventContent(
                channel,
                body.path("name").asText(),
                at,
                Payload.ofJson(body.path("data").asText()),
                null,
                null,
                null,
                null,
                null);
        Position position = new Position(place[0], Long.parseLong(place[1]), place[2]);
        return new Event(content, new Event.Entry(position, place[3], at));
    }

    private static String text(@Nullable Object answer) {
        if (answer == null) {
            throw new IllegalStateException("no answer");
        }
        return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : answer.toString();
    }
}
