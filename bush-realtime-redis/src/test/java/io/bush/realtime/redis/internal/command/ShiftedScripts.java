package io.bush.realtime.redis.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts with another time than Redis has: the one they ask for comes from a function that adds to it. So hours pass
 * in a test without anybody waiting; keys that run out have to be shortened apart. Thread safety: safe for use by any thread.
 */
public final class ShiftedScripts implements ScriptRunner {

    private static final String ASKS = "redis.call('TIME')";
    private static final String SHIFTED = """
            local shift = tonumber(table.remove(ARGV))
            local function shifted_time()
              local time = redis.call('TIME')
              local micros = time[1] * 1000000 + time[2] + shift
              local seconds = math.floor(micros / 1000000)
              return {string.format('%.0f', seconds), string.format('%.0f', micros - seconds * 1000000)}
            end
            """;

    private final ScriptRunner target;
    private final AtomicLong shiftMicros = new AtomicLong();
    private final Map<Script, Script> shifted = new ConcurrentHashMap<>();

    /** Starts with Redis's own time. */
    public ShiftedScripts(ScriptRunner target) {
        this.target = target;
    }

    /** Moves the time that scripts see. */
    public void shift(long micros) {
        shiftMicros.addAndGet(micros);
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
        return target.run(shifted.computeIfAbsent(script, ShiftedScripts::shifted), keys, andShift(arguments));
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return target.run(
                shifted.computeIfAbsent(script, ShiftedScripts::shifted), keys, andShift(arguments), sinceNanos);
    }

    private List<byte[]> andShift(List<byte[]> arguments) {
        List<byte[]> more = new ArrayList<>(arguments);
        more.add(Long.toString(shiftMicros.get()).getBytes(StandardCharsets.UTF_8));
        return more;
    }

    private static Script shifted(Script script) {
        if (!script.text().contains(ASKS)) {
            throw new IllegalArgumentException(script + " does not ask for the time as all others do");
        }
        return new Script(
                script + " at another time",
                script.use(),
                SHIFTED + script.text().replace(ASKS, "shifted_time()"));
    }

    @Override
    public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        return target.publish(near, busChannel, message);
    }
}
