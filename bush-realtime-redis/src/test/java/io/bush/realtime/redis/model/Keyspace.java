package io.bush.realtime.redis.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is stored: keys of four kinds, each with or without an end. Strings hold a byte in each character. Thread safety:
 * none.
 */
final class Keyspace {

    private static final long NEVER = Long.MAX_VALUE;

    private final Map<String, Kept> keys = new TreeMap<>();
    private long micros;

    /** A key's value, and until when it stays. */
    private static final class Kept {

        final Object value;
        long endsMillis = NEVER;

        Kept(Object value) {
            this.value = value;
        }
    }

    /** A string. */
    static final class Text {

        String value = "";
    }

    /**
     * A hash.
     *
     * @param fields in the order in which they came
     */
    record Hash(Map<String, Object> fields) {

        @Nullable
        String text(String field) {
            return (String) fields.get(field);
        }
    }

    /**
     * A sorted set.
     *
     * @param scores by member
     */
    record Sorted(Map<String, Long> scores) {

        /** Those with the lowest scores first. */
        List<Map.Entry<String, Long>> ranked() {
            List<Map.Entry<String, Long>> ranked = new ArrayList<>(scores.entrySet());
            ranked.sort(Map.Entry.<String, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())));
            return ranked;
        }

        @Nullable
        Long first() {
            List<Map.Entry<String, Long>> ranked = ranked();
            return ranked.isEmpty() ? null : ranked.get(0).getValue();
        }

        long last() {
            return scores.values().stream().mapToLong(Long::longValue).max().orElse(Long.MIN_VALUE);
        }
    }

    /**
     * A list.
     *
     * @param items the newest first
     */
    record Items(List<String> items) {}

    /** A key of another kind: the call fails with this. */
    static final class WrongTypeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WrongTypeException(String key) {
            super("WRONGTYPE in " + key);
        }
    }

    // ---- time ----

    /** Sets the time and takes out what has ended. */
    void moveTo(long toMicros) {
        micros = toMicros;
        long now = nowMillis();
        keys.values().removeIf(kept -> kept.endsMillis <= now);
    }

    long micros() {
        return micros;
    }

    long nowMillis() {
        return Math.floorDiv(micros, 1_000L);
    }

    // ---- keys ----

    Hash hash(String key) {
        return value(key, Hash.class, () -> new Hash(new LinkedHashMap<>()));
    }

    Sorted sorted(String key) {
        return value(key, Sorted.class, () -> new Sorted(new TreeMap<>()));
    }

    Items list(String key) {
        return value(key, Items.class, () -> new Items(new ArrayList<>()));
    }

    @Nullable
    String text(String key) {
        String value = value(key, Text.class, Text::new).value;
        return value.isEmpty() ? null : value;
    }

    /** Sets a string; it stays until it is told otherwise. */
    void setText(String key, String value) {
        keys.remove(key);
        value(key, Text.class, Text::new).value = value;
    }

    /** Changes a string; it stays as long as it was to stay. */
    void changeText(String key, String value) {
        value(key, Text.class, Text::new).value = value;
    }

    private <T> T value(String key, Class<T> type, Supplier<T> empty) {
        Kept kept = keys.computeIfAbsent(key, name -> new Kept(empty.get()));
        if (!type.isInstance(kept.value)) {
            throw new WrongTypeException(key);
        }
        return type.cast(kept.value);
    }

    void expire(String key, long inMillis) {
        Kept kept = keys.get(key);
        if (kept != null) {
            kept.endsMillis = nowMillis() + inMillis;
        }
        if (inMillis <= 0) {
            keys.remove(key);
        }
    }

    /** How long a key stays, in milliseconds; -1 for ever, -2 when there is none. */
    long left(String key) {
        tidy();
        Kept kept = keys.get(key);
        if (kept == null) {
            return -2;
        }
        return kept.endsMillis == NEVER ? -1 : kept.endsMillis - nowMillis();
    }

    void delete(String... names) {
        for (String name : names) {
            keys.remove(name);
        }
    }

    void clear() {
        keys.clear();
    }

    /** What holds nothing is not there. */
    void tidy() {
        keys.values().removeIf(kept -> isEmpty(kept.value));
    }

    private static boolean isEmpty(Object value) {
        if (value instanceof Hash hash) {
            return hash.fields().isEmpty();
        }
        if (value instanceof Sorted sorted) {
            return sorted.scores().isEmpty();
        }
        return value instanceof Items list ? list.items().isEmpty() : ((Text) value).value.isEmpty();
    }

    // ---- for comparison ----

    /** What is in some keys, in all when none is named, as text that says the same for the same content. */
    Map<String, String> contents(List<String> names) {
        tidy();
        Map<String, String> contents = new TreeMap<>();
        for (String key : names.isEmpty() ? keys.keySet() : names) {
            Kept kept = keys.get(key);
            if (kept != null) {
                contents.put(key, content(kept.value));
            }
        }
        return contents;
    }

    private static String content(Object value) {
        if (value instanceof Hash hash) {
            return "hash " + new TreeMap<>(hash.fields());
        }
        if (value instanceof Sorted sorted) {
            return "zset " + sorted.ranked();
        }
        return value instanceof Items list ? "list " + list.items() : "string " + ((Text) value).value;
    }
}
