package io.bush.realtime.redis.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts with another time than Redis has, as {@link ShiftedScripts}, and knows which time each was told. Thread
 * safety: none.
 */
public final class TimedScripts implements ScriptRunner {

    private static final String ASKS = "redis.call('TIME')";
    private static final String BEFORE = """
            local shift = tonumber(table.remove(ARGV))
            local told
            local function timed()
              local time = redis.call('TIME')
              told = told or time[1] * 1000000 + time[2] + shift
              local seconds = math.floor(told / 1000000)
              return {string.format('%.0f', seconds), string.format('%.0f', told - seconds * 1000000)}
            end
            local function body()
            """;
    private static final String AFTER = """

            end
            local reply = body()
            if reply.err then
              return reply
            end
            timed()
            return {told, reply}
            """;

    private final ScriptRunner target;
    private final Map<Script, Script> timed = new ConcurrentHashMap<>();
    private long shiftMicros;
    private long told;

    /** Starts with Redis's own time. */
    public TimedScripts(ScriptRunner target) {
        this.target = target;
    }

    /** Moves the time that scripts see. */
    public void shift(long micros) {
        shiftMicros += micros;
    }

    /** How far the time that scripts see is from Redis's own. */
    public long shiftMillis() {
        return shiftMicros / 1_000;
    }

    /** The time that the last script was told, in microseconds. */
    public long told() {
        return told;
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
        List<byte[]> more = new ArrayList<>(arguments);
        more.add(Long.toString(shiftMicros).getBytes(StandardCharsets.UTF_8));
        return target.run(timed.computeIfAbsent(script, TimedScripts::timed), keys, more)
                .thenApply(this::read);
    }

    private List<@Nullable Object> read(List<@Nullable Object> reply) {
        told = (Long) Objects.requireNonNull(reply.get(0));
        Object inner = Objects.requireNonNull(reply.get(1));
        if (inner instanceof byte[] text) {
            return List.of(text);
        }
        @SuppressWarnings("unchecked")
        List<@Nullable Object> parts = (List<@Nullable Object>) inner;
        return parts;
    }

    private static Script timed(Script script) {
        return new Script(
                script + ", timed", script.use(), BEFORE + script.text().replace(ASKS, "timed()") + AFTER);
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return run(script, keys, arguments);
    }

    @Override
    public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        return target.publish(near, busChannel, message);
    }
}
