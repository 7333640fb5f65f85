package io.bush.realtime.redis.model;

import io.bush.realtime.redis.model.Keyspace.Sorted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the scripts on the leases of connections, and the beat of nodes, do. Thread safety: no state. */
final class LeaseModel {

    private LeaseModel() {}

    private static List<String> alive(Step step) {
        return step.store.sorted(step.key(0)).ranked().stream()
                .filter(entry -> entry.getValue() > step.store.nowMillis())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String node(String member) {
        int colon = member.indexOf(':');
        return colon < 0 ? member : member.substring(0, colon);
    }

    static List<@Nullable Object> take(Step step) {
        List<String> silent = step.argumentsFrom(3);
        List<String> alive = alive(step);
        List<String> counted =
                alive.stream().filter(member -> !silent.contains(node(member))).toList();
        if (!alive.contains(step.text(0)) && counted.size() >= step.number(1)) {
            Set<Object> answer = new LinkedHashSet<>();
            counted.forEach(member -> answer.add(node(member)));
            List<Object> all = new ArrayList<>(List.of(0));
            all.addAll(answer);
            return step.reply(all.toArray());
        }
        enter(step, List.of(step.text(0)), step.number(2));
        return step.reply(1);
    }

    static List<@Nullable Object> renew(Step step) {
        enter(step, step.argumentsFrom(1), step.number(0));
        return step.reply();
    }

    private static void enter(Step step, List<String> members, long lease) {
        Sorted leases = step.store.sorted(step.key(0));
        leases.scores().values().removeIf(ends -> ends <= step.store.nowMillis());
        members.forEach(member -> leases.scores().put(member, step.store.nowMillis() + lease));
        step.store.expire(step.key(0), lease);
    }

    static List<@Nullable Object> give(Step step) {
        Sorted leases = step.store.sorted(step.key(0));
        int before = leases.scores().size();
        step.argumentsFrom(0).forEach(leases.scores()::remove);
        return step.reply(before - leases.scores().size());
    }

    static List<@Nullable Object> count(Step step) {
        return step.reply(alive(step).stream().map(LeaseModel::node).toArray());
    }

    static List<@Nullable Object> beat(Step step) {
        Sorted nodes = step.store.sorted(step.key(0));
        long now = step.store.nowMillis();
        if (step.text(0).equals("here")) {
            nodes.scores().put(step.text(1), now);
            nodes.scores().values().removeIf(at -> at <= now - 120_000);
            step.store.expire(step.key(0), 120_000);
        } else if (step.text(0).equals("gone")) {
            nodes.scores().remove(step.text(1));
        }
        List<Object> answer = new ArrayList<>();
        nodes.ranked().forEach(entry -> {
            answer.add(entry.getKey());
            answer.add(now - entry.getValue());
        });
        return step.reply(answer.toArray());
    }
}
