package io.bush.realtime.redis.model;

import io.bush.realtime.redis.model.Keyspace.Hash;
import io.bush.realtime.redis.model.Keyspace.Sorted;
import io.bush.realtime.redis.model.Stay.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the scripts of presence do to one room. Thread safety: none. */
final class RoomModel {

    private static final long AFTER_THE_END = 300_000;
    private static final long AFTER_THE_ROOM = 3_600_000;
    private static final int MOST_LEFT = 10_000;

    private final Step step;
    private final Keyspace store;
    private final Hash seen;
    private final Hash stays;
    private final Sorted ends;
    private final Hash left;
    private final Sorted forget;
    private final long now;
    private final StringBuilder news = new StringBuilder();
    private @Nullable Long revision;
    private boolean revised;

    private RoomModel(Step step) {
        this.step = step;
        this.store = step.store;
        seen = store.hash(step.key(0));
        stays = store.hash(step.key(1));
        ends = store.sorted(step.key(2));
        String last = store.text(step.key(3));
        revision = last == null ? null : Long.valueOf(last);
        left = store.hash(step.key(4));
        forget = store.sorted(step.key(5));
        now = store.nowMillis();
        repair();
    }

    static List<@Nullable Object> update(Step step) {
        return new RoomModel(step).update();
    }

    static List<@Nullable Object> leave(Step step) {
        return new RoomModel(step).leave();
    }

    static List<@Nullable Object> renew(Step step) {
        return new RoomModel(step).renew();
    }

    static List<@Nullable Object> sweep(Step step) {
        RoomModel room = new RoomModel(step);
        return room.end(room.sweepSome());
    }

    static List<@Nullable Object> snapshot(Step step) {
        return new RoomModel(step).snapshot();
    }

    private void repair() {
        if (stays.fields().isEmpty()) {
            seen.fields().clear();
            ends.scores().clear();
        } else if (seen.fields().size() != stays.fields().size()
                || ends.scores().isEmpty()) {
            seen.fields().clear();
            stays.fields().forEach((user, stay) -> {
                seen.fields().put(user, ((Stay) stay).counting().state());
                ((Stay) stay).connections().forEach(one -> endsAt(user, one));
            });
        }
    }

    private @Nullable Stay stayOf(String user) {
        return (Stay) stays.fields().get(user);
    }

    private void endsAt(String user, Connection one) {
        ends.scores().put(user + " " + one.id(), one.ends());
    }

    // ---- operations ----

    private List<@Nullable Object> update() {
        String user = step.text(2);
        String id = step.text(3);
        long sequence = step.number(4);
        Stay stay = withoutEnded(user, stayOf(user));
        if (isLate(stay, id, sequence)) {
            return end(0);
        }
        left.fields().remove(id);
        forget.scores().remove(id);
        Connection before = stay == null ? null : stay.counting();
        long said = stay == null
                ? 0
                : stay.connections().stream().mapToLong(Connection::said).max().orElse(0);
        Connection now = new Connection(
                id, sequence, said + 1, step.number(5), this.now + step.number(8), false, step.text(6), step.text(7));
        endsAt(user, now);
        settle(user, (stay == null ? new Stay(0, List.of()) : stay).with(now), before, id);
        return end(1);
    }

    private List<@Nullable Object> leave() {
        String user = step.text(2);
        String id = step.text(3);
        long sequence = step.number(4);
        long grace = step.number(5);
        Stay stay = withoutEnded(user, stayOf(user));
        if (isLate(stay, id, sequence)) {
            return end(0);
        }
        Connection one = stay == null ? null : stay.find(id);
        if (stay == null || one == null) {
            bury(id, sequence);
        } else if (grace > 0) {
            Connection leaving = new Connection(
                    id,
                    sequence,
                    one.said(),
                    one.status(),
                    Math.min(one.ends(), now + grace),
                    true,
                    one.user(),
                    one.state());
            endsAt(user, leaving);
            stays.fields().put(user, stay.with(leaving));
        } else {
            Connection before = stay.counting();
            List<Connection> others = new ArrayList<>(stay.connections());
            others.remove(one);
            ends.scores().remove(user + " " + id);
            bury(id, sequence);
            settle(user, stay.only(others), before, id);
        }
        return end(1);
    }

    private List<@Nullable Object> renew() {
        String user = step.text(2);
        Stay stay = stayOf(user);
        Connection one = stay == null ? null : stay.find(step.text(3));
        if (stay == null || one == null || one.ends() <= now || one.sequence() < step.number(4)) {
            return end(0);
        }
        if (!one.leaving()) {
            Connection longer = one.until(now + step.number(5));
            endsAt(user, longer);
            stays.fields().put(user, stay.with(longer));
        }
        return end(1);
    }

    private List<@Nullable Object> snapshot() {
        if (sweepSome() == 0) {
            return end(1);
        }
        if (stays.fields().isEmpty() || revision == null) {
            advance();
        }
        List<String> all = new ArrayList<>();
        stays.fields().forEach((user, stay) -> {
            all.add(user);
            all.add(((Stay) stay).json());
        });
        return end(0, Objects.requireNonNull(revision), all);
    }

    private long sweepSome() {
        int most = Math.toIntExact(step.number(2));
        List<String> due = ends.ranked().stream()
                .filter(entry -> entry.getValue() <= now)
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
        for (String member : due) {
            if (!ends.scores().containsKey(member)) {
                continue;
            }
            String user = member.substring(0, member.indexOf(' '));
            Stay stay = stayOf(user);
            Connection one = stay == null ? null : stay.find(member.substring(user.length() + 1));
            if (one == null) {
                ends.scores().remove(member);
            } else if (one.ends() > now) {
                endsAt(user, one);
            } else {
                withoutEnded(user, stay);
            }
        }
        forgetOld();
        Long first = ends.first();
        return first == null ? -1 : Math.max(first - now, 0);
    }

    // ---- what became of it ----

    private @Nullable Stay withoutEnded(String user, @Nullable Stay stay) {
        if (stay == null) {
            return null;
        }
        List<Connection> going = new ArrayList<>();
        for (Connection one : stay.connections()) {
            if (one.ends() <= now) {
                ends.scores().remove(user + " " + one.id());
                bury(one.id(), one.sequence());
            } else {
                going.add(one);
            }
        }
        if (going.size() < stay.connections().size()) {
            settle(user, stay.only(going), stay.counting(), null);
        }
        return going.isEmpty() ? null : stay.only(going);
    }

    private void settle(String user, Stay stay, @Nullable Connection before, @Nullable String cause) {
        if (stay.connections().isEmpty()) {
            stays.fields().remove(user);
            seen.fields().remove(user);
            tell("L", advance(), cause, Objects.requireNonNull(before).user(), null);
            return;
        }
        Connection after = stay.counting();
        Stay kept = stay;
        if (before == null) {
            boolean first = stays.fields().isEmpty();
            long previous = advance();
            kept = new Stay(Objects.requireNonNull(revision), stay.connections());
            tell("J", first ? 0 : previous, cause, after.user(), after.state());
        } else if (!before.user().equals(after.user()) || !before.state().equals(after.state())) {
            tell("C", advance(), cause, after.user(), after.state());
        }
        stays.fields().put(user, kept);
        seen.fields().put(user, after.state());
    }

    private long advance() {
        long last = revision == null ? 0 : revision;
        long next = Math.max(store.micros(), last + 1);
        revision = next;
        revised = true;
        return last > 0 ? last : next - 1;
    }

    private void tell(String kind, long previous, @Nullable String cause, String user, @Nullable String state) {
        news.append(kind)
                .append(' ')
                .append(previous)
                .append(' ')
                .append(revision)
                .append(' ');
        news.append(cause == null ? -1 : cause.length())
                .append(' ')
                .append(user.length())
                .append(' ');
        news.append(state == null ? -1 : state.length()).append('\n');
        news.append(cause == null ? "" : cause).append(user).append(state == null ? "" : state);
    }

    // ---- who left ----

    private boolean isLate(@Nullable Stay stay, String id, long sequence) {
        Connection one = stay == null ? null : stay.find(id);
        if (one != null) {
            return sequence <= one.sequence();
        }
        Long until = forget.scores().get(id);
        Object last = left.fields().get(id);
        return until != null && last != null && until > now && sequence <= Long.parseLong((String) last);
    }

    private void bury(String id, long sequence) {
        if (forget.scores().isEmpty()) {
            left.fields().clear();
        }
        left.fields().put(id, Long.toString(sequence));
        forget.scores().put(id, now + step.number(1));
        forgetOld();
        store.expire(step.key(4), forget.last() - now);
        store.expire(step.key(5), forget.last() - now);
    }

    private void forgetOld() {
        Map<String, Long> ranked = new LinkedHashMap<>();
        forget.ranked().forEach(entry -> ranked.put(entry.getKey(), entry.getValue()));
        int old = 0;
        for (Map.Entry<String, Long> entry : ranked.entrySet()) {
            boolean due = entry.getValue() <= now && old < 100;
            if (due || forget.scores().size() > MOST_LEFT) {
                old += due ? 1 : 0;
                forget.scores().remove(entry.getKey());
                left.fields().remove(entry.getKey());
            }
        }
    }

    // ---- the end ----

    private List<@Nullable Object> end(Object... answer) {
        String revisionKey = step.key(3);
        if (revised) {
            store.setText(revisionKey, Long.toString(Objects.requireNonNull(revision)));
        }
        boolean anybody = !ends.scores().isEmpty();
        long rest = anybody ? Math.max(ends.last() - now, 0) : 0;
        if (anybody) {
            store.expire(step.key(0), rest);
            store.expire(step.key(1), rest + AFTER_THE_END);
            store.expire(step.key(2), rest + AFTER_THE_END);
        }
        if (anybody || revised) {
            store.expire(revisionKey, rest + AFTER_THE_ROOM);
        }
        if (news.length() > 0) {
            step.announce(step.text(0), "p" + news);
        }
        return step.reply(answer);
    }
}
