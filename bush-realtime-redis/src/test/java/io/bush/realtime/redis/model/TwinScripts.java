package io.bush.realtime.redis.model;

import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.redis.internal.command.Script;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.redis.internal.command.TimedScripts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Runs every script on a real server and on the model, and compares: the reply, what was announced, what is stored in the
 * script's keys and how long it stays; now and then also whether anything changed elsewhere. Thread safety: none.
 */
final class TwinScripts implements ScriptRunner {

    /**
     * So far the ends of keys may lie apart on a machine that has time: a server counts them by the moment at which it
     * begins a command. One that has to wait for its turn in between may be as late as the whole step took.
     */
    private static final long JITTER_MILLIS = 100;

    /** After so many steps everything is compared. */
    private static final int EVERYTHING_EVERY = 16;

    /** The two do not agree. */
    static final class DifferenceError extends AssertionError {

        private static final long serialVersionUID = 1L;

        DifferenceError(String message) {
            super(message);
        }
    }

    private static final String SHORTEN = """
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local left = redis.call('PTTL', key)
              if left >= 0 then
                redis.call('PEXPIRE', key, left - tonumber(ARGV[1]))
              end
            end
            return 0
            """;
    private static final String EVERYTHING = """
            local time = redis.call('TIME')
            local all = {time[1] * 1000 + math.floor(time[2] / 1000)}
            for _, key in ipairs(#KEYS > 0 and KEYS or redis.call('KEYS', '*')) do
              local kind = redis.call('TYPE', key).ok
              local content
              if kind == 'hash' then
                content = redis.call('HGETALL', key)
              elseif kind == 'zset' then
                content = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
              elseif kind == 'list' then
                content = redis.call('LRANGE', key, 0, -1)
              elseif kind == 'string' then
                content = {redis.call('GET', key)}
              end
              if content then
                all[#all + 1] = {key, kind, content, redis.call('PTTL', key)}
              end
            end
            return all
            """;

    private final RespClient client;
    private final RespClient hears;
    private final TimedScripts real;
    private final ModelRedis model;
    private final List<String> announced = new ArrayList<>();
    private long micros;
    private int steps;
    /** How long the slowest step took, or the slowest way to let time pass. */
    private long slowestMillis;

    private final Set<String> scripts = new TreeSet<>();

    TwinScripts(ScriptRunner real, int port) {
        this.real = new TimedScripts(real);
        this.client = RespClient.connect(port);
        this.hears = RespClient.connect(port);
        hears.call("PSUBSCRIBE", "*");
        this.model = new ModelRedis(
                () -> micros,
                (channel, message) -> announced.add(channel + " " + new String(message, StandardCharsets.ISO_8859_1)));
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(Script script, List<String> keys, List<byte[]> arguments) {
        long began = System.nanoTime();
        List<@Nullable Object> reply =
                real.run(script, keys, arguments).toCompletableFuture().join();
        micros = real.told();
        List<@Nullable Object> modelled =
                model.run(script, keys, arguments).toCompletableFuture().join();
        steps++;
        scripts.add(script.toString());
        same(script + " answers", shown(script, reply), shown(script, modelled));
        for (String message : announced) {
            same(script + " announces", heard(), message);
        }
        announced.clear();
        compare(script.toString(), steps % EVERYTHING_EVERY == 0 ? List.of() : keys, began);
        return CompletableFuture.completedFuture(reply);
    }

    private void same(String what, Object real, Object modelled) {
        if (!real.equals(modelled)) {
            throw new DifferenceError("step " + steps + ": " + what + "\n" + real + "\non the server, and\n" + modelled
                    + "\nin the model");
        }
    }

    /** The next message that the server announced. */
    private String heard() {
        List<?> push = (List<?>) Objects.requireNonNull(hears.read());
        return text(push.get(2)) + " " + text(push.get(3));
    }

    // ---- comparison ----

    /** A reply as text; what has no order is put into one. */
    private static String shown(Script script, List<@Nullable Object> reply) {
        List<String> parts = new ArrayList<>();
        for (Object part : reply) {
            parts.add(part instanceof List<?> stays ? stays(stays) : text(part));
        }
        if (script.toString().equals("probe.lua")) {
            return "how many heard it";
        }
        if (script.toString().equals("take-place.lua")) {
            return parts.subList(0, 2) + " " + pairs(parts.subList(2, parts.size()));
        }
        return parts.toString();
    }

    private static String stays(List<?> list) {
        Map<String, Stay> stays = new TreeMap<>();
        for (int i = 0; i < list.size(); i += 2) {
            stays.put(text(list.get(i)), Stay.of(text(list.get(i + 1))));
        }
        return stays.toString();
    }

    private static Map<String, String> pairs(List<?> list) {
        Map<String, String> pairs = new TreeMap<>();
        for (int i = 0; i + 1 < list.size(); i += 2) {
            pairs.put(text(list.get(i)), text(list.get(i + 1)));
        }
        return pairs;
    }

    private static String text(@Nullable Object part) {
        return part instanceof byte[] bytes ? new String(bytes, StandardCharsets.ISO_8859_1) : String.valueOf(part);
    }

    /** Compares what is in some keys; without names, in all. */
    private void compare(String after, List<String> keys, long began) {
        Map<String, String> modelled = model.contents(keys);
        Map<String, String> stored = new TreeMap<>();
        List<Object> words = new ArrayList<>(List.of("EVAL", EVERYTHING, keys.size()));
        words.addAll(keys);
        List<?> everything = (List<?>) Objects.requireNonNull(client.call(words.toArray()));
        tookSince(began);
        // So much later than the script this is asked.
        long later = (Long) everything.get(0) + real.shiftMillis() - micros / 1_000;
        for (Object entry : everything.subList(1, everything.size())) {
            List<?> parts = (List<?>) entry;
            String key = text(parts.get(0));
            stored.put(key, content(key, text(parts.get(1)), (List<?>) parts.get(2)));
            long left = (Long) parts.get(3) + later;
            if (Math.abs(left - model.left(key)) > JITTER_MILLIS + slowestMillis) {
                throw new DifferenceError("step " + steps + ", " + after + ": " + key + " stays for " + left
                        + " ms on the server, for " + model.left(key) + " in the model");
            }
        }
        same(after + " leaves", stored, modelled);
    }

    private void tookSince(long began) {
        slowestMillis = Math.max(slowestMillis, (System.nanoTime() - began) / 1_000_000);
    }

    private static String content(String key, String kind, List<?> parts) {
        if (kind.equals("hash")) {
            return "hash "
                    + (key.endsWith(":stays") ? stays(parts) : pairs(parts).toString());
        }
        if (kind.equals("zset")) {
            List<String> ranked = new ArrayList<>();
            for (int i = 0; i < parts.size(); i += 2) {
                ranked.add(text(parts.get(i)) + "=" + text(parts.get(i + 1)));
            }
            return "zset " + ranked;
        }
        List<String> texts = parts.stream().map(TwinScripts::text).toList();
        return kind.equals("list") ? "list " + texts : "string " + texts.get(0);
    }

    // ---- what happens to both ----

    void pass(Duration by) {
        real.shift(by.toNanos() / 1_000);
        long began = System.nanoTime();
        client.call("EVAL", SHORTEN, 0, by.toMillis());
        // A server that stands still between the two halves of a change makes keys stay longer.
        tookSince(began);
        // What ends by this is gone, also if the clock goes back before anybody looks.
        micros += by.toNanos() / 1_000;
        model.tick();
    }

    void flush() {
        client.call("FLUSHALL");
        model.flush();
    }

    /** One of the keys that are there goes; false when there is none. */
    boolean deleteOne(int which) {
        List<String> keys = new ArrayList<>(model.contents(List.of()).keySet());
        if (keys.isEmpty()) {
            return false;
        }
        String key = keys.get(Math.floorMod(which, keys.size()));
        client.call("DEL", key);
        model.delete(key);
        return true;
    }

    int steps() {
        return steps;
    }

    /** The names of all scripts that were run. */
    Set<String> scripts() {
        return scripts;
    }

    @Override
    public CompletionStage<List<@Nullable Object>> run(
            Script script, List<String> keys, List<byte[]> arguments, long sinceNanos) {
        return run(script, keys, arguments);
    }

    @Override
    public CompletionStage<Void> publish(String near, String busChannel, byte[] message) {
        return CompletableFuture.completedFuture(null);
    }

    void close() {
        client.close();
        hears.close();
    }
}
