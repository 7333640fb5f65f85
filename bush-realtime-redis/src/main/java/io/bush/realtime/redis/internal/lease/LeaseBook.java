package io.bush.realtime.redis.internal.lease;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which leases this node holds. Thread safety: safe for use by any thread; what belongs to one user is changed in one step,
 * under the map's own lock for that user.
 */
final class LeaseBook {

    /** By user; who has none has no entry. */
    private final Map<String, UserLeases> users = new ConcurrentHashMap<>();

    /**
     * A user's leases on this node. Thread safety: immutable.
     *
     * @param asked connections whose answer is still awaited
     * @param held connections that have one, or are to have one as soon as Redis can be asked again
     * @param renewAt when they are to be renewed, in monotonic nanoseconds
     */
    record UserLeases(List<String> asked, List<String> held, long renewAt) {

        static final UserLeases NONE = new UserLeases(List.of(), List.of(), 0);

        @Nullable
        UserLeases orNull() {
            return asked.isEmpty() && held.isEmpty() ? null : this;
        }

        UserLeases asking(String connection) {
            return new UserLeases(with(asked, connection), held, renewAt);
        }

        UserLeases holding(String connection, long renewFrom) {
            return new UserLeases(
                    without(asked, connection), with(held, connection), held.isEmpty() ? renewFrom : renewAt);
        }

        UserLeases renewed(long renewFrom) {
            return new UserLeases(asked, held, renewFrom);
        }

        UserLeases without(String connection) {
            return new UserLeases(without(asked, connection), without(held, connection), renewAt);
        }

        private static List<String> with(List<String> list, String one) {
            if (list.contains(one)) {
                return list;
            }
            List<String> more = new ArrayList<>(list);
            more.add(one);
            return List.copyOf(more);
        }

        private static List<String> without(List<String> list, String one) {
            return list.stream().filter(other -> !other.equals(one)).toList();
        }
    }

    /** A lease is asked for. */
    void asked(String user, String connection) {
        users.compute(user, (id, before) -> orNone(before).asking(connection));
    }

    /** A lease is there, or has to be made good later; false when it was given back meanwhile. */
    boolean held(String user, String connection, long renewAt) {
        UserLeases after = users.computeIfPresent(
                user,
                (id, before) -> before.asked().contains(connection) ? before.holding(connection, renewAt) : before);
        return after != null && after.held().contains(connection);
    }

    void given(String user, String connection) {
        users.computeIfPresent(user, (id, before) -> before.without(connection).orNull());
    }

    /** Whose leases are due, and which; they are due again at the given moment at the earliest. */
    Map<String, List<String>> due(long now, long renewAt) {
        Map<String, List<String>> due = new LinkedHashMap<>();
        for (Map.Entry<String, UserLeases> entry : users.entrySet()) {
            UserLeases leases = entry.getValue();
            if (!leases.held().isEmpty() && now - leases.renewAt() >= 0) {
                due.put(entry.getKey(), leases.held());
                users.computeIfPresent(entry.getKey(), (id, before) -> before.renewed(renewAt));
            }
        }
        return due;
    }

    /** Everybody's leases are to be renewed. */
    void renewAllSoon(long now) {
        users.keySet().forEach(user -> renewSoon(user, now));
    }

    /** A user's leases were not renewed. */
    void renewSoon(String user, long now) {
        users.computeIfPresent(user, (id, before) -> before.renewed(now));
    }

    /** Those of the connections that have no lease here any more. */
    List<String> notHeld(String user, List<String> connections) {
        UserLeases leases = orNone(users.get(user));
        return connections.stream()
                .filter(connection -> !leases.held().contains(connection))
                .toList();
    }

    /** Takes everything out. */
    Map<String, List<String>> takeAll() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (String user : List.copyOf(users.keySet())) {
            UserLeases leases = users.remove(user);
            if (leases != null) {
                List<String> connections = new ArrayList<>(leases.held());
                connections.addAll(leases.asked());
                all.put(user, connections);
            }
        }
        return all;
    }

    int users() {
        return users.size();
    }

    private static UserLeases orNone(@Nullable UserLeases leases) {
        return leases == null ? UserLeases.NONE : leases;
    }
}
