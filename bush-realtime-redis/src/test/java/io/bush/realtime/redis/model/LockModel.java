package io.bush.realtime.redis.model;

import io.bush.realtime.redis.model.Keyspace.Hash;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the scripts on one lock do. Thread safety: none. */
final class LockModel {

    private static final long DAY = 86_400_000;
    private static final List<String> OF_A_HOLDER =
            List.of("user", "connection", "who", "channel", "bus", "ends", "stamp");

    private final Step step;
    private final Keyspace store;
    private final Hash lease;
    private final long now;
    /** The fields of the lock while somebody holds it; null for nobody. */
    private @Nullable Map<String, String> held;

    private LockModel(Step step) {
        this.step = step;
        this.store = step.store;
        this.now = store.nowMillis();
        store.text(step.key(0));
        this.lease = store.hash(step.key(1));
        if (lease.fields().keySet().containsAll(OF_A_HOLDER)) {
            held = new TreeMap<>();
            lease.fields().forEach((field, value) -> held.put(field, (String) value));
        }
    }

    static List<@Nullable Object> acquire(Step step) {
        return new LockModel(step).acquire();
    }

    static List<@Nullable Object> renew(Step step) {
        return new LockModel(step).renew();
    }

    static List<@Nullable Object> release(Step step) {
        return new LockModel(step).release();
    }

    static List<@Nullable Object> find(Step step) {
        LockModel lock = new LockModel(step);
        if (lock.held == null) {
            return step.reply(0);
        }
        return lock.ends() <= lock.now ? step.reply(2) : lock.answer(1, lock.held);
    }

    static List<@Nullable Object> expire(Step step) {
        LockModel lock = new LockModel(step);
        lock.freeIfOver();
        return lock.held == null ? step.reply(0) : lock.answer(1, lock.held);
    }

    private long number(String field) {
        return Long.parseLong(get(field));
    }

    private String get(String field) {
        return held == null ? "" : held.getOrDefault(field, "");
    }

    private long ends() {
        return number("ends");
    }

    // ---- operations ----

    private List<@Nullable Object> acquire() {
        freeIfOver();
        String user = step.text(1);
        String connection = step.text(2);
        long stamp = step.number(7);
        Map<String, String> before = held;
        if (before != null && !get("user").equals(user)) {
            return answer(0, before);
        }
        if (stamp > 0 && store.micros() >= step.number(8)) {
            return step.reply(3);
        }
        if (before == null && stamp == 0) {
            return step.reply(2);
        }
        boolean displaced = before != null && !get("connection").equals(connection);
        if (before != null && !get("channel").equals(step.text(4))) {
            tell("U", before, 0, null, connection);
        }
        Object last = lease.fields().get("token");
        long next = Math.max(store.micros(), (last == null ? 0 : Long.parseLong((String) last)) + 1);
        String token = before != null && !displaced ? get("token") : Long.toString(next);
        long kept = before == null ? stamp : Math.max(stamp, number("stamp"));
        return grant(
                token,
                user,
                connection,
                step.text(3),
                step.text(4),
                step.text(5),
                step.number(6),
                kept,
                displaced ? before : null);
    }

    private List<@Nullable Object> renew() {
        freeIfOver();
        Map<String, String> before = held;
        if (before == null || !get("user").equals(step.text(1))) {
            return step.reply(0);
        }
        if (number("token") != step.number(4)) {
            return step.reply(2);
        }
        if (store.micros() >= step.number(7)) {
            return step.reply(3);
        }
        return grant(
                get("token"),
                step.text(1),
                step.text(2),
                step.text(3),
                get("channel"),
                get("bus"),
                step.number(5),
                Math.max(number("stamp"), step.number(6)),
                get("connection").equals(step.text(2)) ? null : before);
    }

    private List<@Nullable Object> release() {
        freeIfOver();
        Map<String, String> was = held;
        if (was == null || !get("user").equals(step.text(1)) || number("token") != step.number(3)) {
            return step.reply(0);
        }
        free(0, step.text(2));
        return answer(1, was);
    }

    // ---- changes ----

    private void freeIfOver() {
        if (held != null && ends() <= now) {
            free(1, null);
        }
    }

    private void free(int how, @Nullable String cause) {
        Map<String, String> was = held == null ? Map.of() : held;
        store.delete(step.key(0));
        OF_A_HOLDER.forEach(lease.fields()::remove);
        store.expire(step.key(1), DAY);
        tell("U", was, how, null, cause);
        held = null;
    }

    private List<@Nullable Object> grant(
            String token,
            String user,
            String connection,
            String who,
            String channel,
            String bus,
            long ttl,
            long stamp,
            @Nullable Map<String, String> displaced) {
        Map<String, String> granted = new TreeMap<>();
        granted.put("token", token);
        granted.put("user", user);
        granted.put("connection", connection);
        granted.put("who", who);
        granted.put("channel", channel);
        granted.put("bus", bus);
        granted.put("ends", Long.toString(now + ttl));
        granted.put("stamp", Long.toString(stamp));
        lease.fields().putAll(granted);
        store.expire(step.key(1), DAY + ttl);
        store.setText(step.key(0), "{\"token\":" + token + ",\"user\":" + who + "}");
        store.expire(step.key(0), ttl);
        held = granted;
        tell("L", granted, 0, displaced, connection);
        return answer(1, granted);
    }

    private void tell(
            String kind,
            Map<String, String> lock,
            int how,
            @Nullable Map<String, String> displaced,
            @Nullable String cause) {
        String[] parts = {
            step.text(0),
            lock.get("connection"),
            lock.get("who"),
            displaced == null ? null : displaced.get("connection"),
            displaced == null ? null : displaced.get("who"),
            cause
        };
        StringBuilder line = new StringBuilder(kind + " " + lock.get("token") + " " + lock.get("ends") + " " + how);
        StringBuilder text = new StringBuilder();
        for (String part : parts) {
            line.append(' ').append(part == null ? -1 : part.length());
            text.append(part == null ? "" : part);
        }
        step.announce(String.valueOf(lock.get("bus")), "l" + line + "\n" + text);
    }

    private List<@Nullable Object> answer(int status, Map<String, String> lock) {
        return step.reply(
                status,
                Long.valueOf(lock.getOrDefault("token", "")),
                Long.valueOf(lock.getOrDefault("ends", "")),
                Long.valueOf(lock.getOrDefault("stamp", "")),
                lock.getOrDefault("user", ""),
                lock.getOrDefault("connection", ""),
                lock.getOrDefault("who", ""),
                lock.getOrDefault("channel", ""));
    }
}
