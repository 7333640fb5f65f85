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
 * Runs scripts with another time than Redis has: one that stands still unless a test moves it. So hours pass in a test without
 * anybody waiting, and none however slow the machine is; keys that run out have to be shortened apart. Thread safety: safe for
 * use by any thread.
 */
public final class ShiftedScripts implements ScriptRunner {

    private static final String ASKS = "redis.call('TIME')";
    private static final String SHIFTED = """
            local micros = tonumber(table.remove(ARGV))
            local function shifted_time()
              -- Asked all the same, because it needs a right.
              redis.call('TIME')
              local seconds = math.floor(micros / 1000000)
              return {string.format('%.0f', seconds), string.format('%.0f', micros - seconds * 1000000)}
            end
            """;

    /** What lasts until an instant is over at that instant; everybody tells milliseconds apart. */
    private static final long MOMENT_MICROS = 1_000;

    private final ScriptRunner target;
    /** The time that the last script was told. */
    private final AtomicLong nowMicros = new AtomicLong(System.currentTimeMillis() * 1_000);

    private final Map<Script, Script> shifted = new ConcurrentHashMap<>();

    /** Starts with about Redis's own time. */
    public ShiftedScripts(ScriptRunner target) {
        this.target = target;
    }

    /** Moves the time that scripts see, by that and a moment. */
    public void shift(long micros) {
        nowMicros.addAndGet(micros + MOMENT_MICROS);
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
        more.add(Long.toString(nowMicros.incrementAndGet()).getBytes(StandardCharsets.UTF_8));
        return more;
    }

    private static Script shifted(Script script) {
        if (script.text().contains("TIME") && !script.text().contains(ASKS)) {
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
