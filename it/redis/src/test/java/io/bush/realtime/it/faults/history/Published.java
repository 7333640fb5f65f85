package io.bush.realtime.it.faults.history;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.it.faults.history.Attempt.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** What was published, by what the publishers were told, and under which ids it was seen. */
final class Published {

    private final History history;
    private final Findings findings;
    private final Map<Integer, List<Attempt>> byNumber = new LinkedHashMap<>();
    private final Map<String, Integer> numberById = new HashMap<>();
    private final Map<Integer, Set<String>> idsByNumber = new LinkedHashMap<>();
    // Channel to the last try whose event was delivered on one node only.
    private final Map<Channel, Attempt> localOnly = new HashMap<>();

    Published(History history, Findings findings) {
        this.history = history;
        this.findings = findings;
        for (Attempt attempt : history.attempts()) {
            byNumber.computeIfAbsent(attempt.n(), n -> new ArrayList<>()).add(attempt);
            if (attempt.outcome() == Outcome.DURABLE) {
                seen(attempt.eventId(), attempt.n());
            } else if (attempt.outcome() == Outcome.LOCAL_ONLY) {
                localOnly.merge(attempt.channel(), attempt, BinaryOperator.maxBy(Comparator.comparing(Attempt::from)));
            }
        }
    }

    /** An id stands for one event, wherever it turns up. */
    void seen(String id, int n) {
        Integer before = numberById.putIfAbsent(id, n);
        if (before != null && before != n) {
            findings.gap("id " + id + " stands for event #" + before + " and for #" + n);
        }
        idsByNumber.computeIfAbsent(n, number -> new LinkedHashSet<>()).add(id);
    }

    /** Whether an event of the channel was delivered on one node only. */
    boolean hasLocalOnly(Channel channel) {
        return localOnly.containsKey(channel);
    }

    /** Whether a node may have delivered an event without an id. */
    boolean mayBeLocal(int n, String node) {
        return attempts(n).stream().anyMatch(it -> it.node().equals(node) && it.outcome() == Outcome.LOCAL_ONLY);
    }

    /** When an event was first tried. */
    long triedAt(int n) {
        return attempts(n).stream().mapToLong(Attempt::from).min().orElse(Long.MIN_VALUE);
    }

    /** Where an event was tried. */
    Set<String> triedOn(int n) {
        Set<String> nodes = new TreeSet<>();
        attempts(n).forEach(it -> nodes.add(it.node()));
        return nodes;
    }

    private List<Attempt> attempts(int n) {
        return byNumber.getOrDefault(n, List.of());
    }

    /** What has to hold of the log in the end. */
    void judge(Expected expected) {
        if (expected.keepsData()) {
            idsByNumber.forEach((n, ids) -> {
                if (ids.size() > 1) {
                    findings.broken("P4", "event #" + n + " has several ids: " + ids);
                }
            });
        }
        expected.logs().forEach((channel, log) -> {
            log.forEach(this::seen);
            Set<Integer> once = new LinkedHashSet<>();
            log.values().forEach(n -> {
                if (expected.keepsData() && !once.add(n)) {
                    findings.broken("P4", "event #" + n + " is in the log twice");
                }
            });
        });
        localOnly.forEach((channel, last) -> requireNewEpoch(channel, last, expected));
        for (List<Attempt> attempts : byNumber.values()) {
            for (Attempt attempt : attempts) {
                if (attempt.outcome() == Outcome.DURABLE && expected.keepsData()) {
                    requireInLog(attempt, expected);
                }
            }
        }
    }

    private void requireNewEpoch(Channel channel, Attempt last, Expected expected) {
        Position head = position(channel, expected.heads().get(channel));
        // The first twelve digits are the milliseconds when the epoch was made, by the wall clock of this machine.
        if (head != null && Long.parseLong(head.epoch().substring(0, 12), 16) < earliestMillis(last) - 50) {
            findings.unsettled(channel + " has no new epoch, though an event was delivered on one node only at "
                    + history.ms(last.from()));
        }
    }

    /**
     * What the wall clock showed when it was tried, or since if it was set back. Not when it was answered: whoever waits for an
     * answer may stand still before they look at the time.
     */
    private long earliestMillis(Attempt attempt) {
        return history.wallMillis(attempt.from(), Long.MAX_VALUE).reduce(attempt.wallMillis(), Math::min);
    }

    private void requireInLog(Attempt attempt, Expected expected) {
        Channel channel = attempt.channel();
        Position head = position(channel, expected.heads().get(channel));
        Position place = position(channel, attempt.eventId());
        if (place == null) {
            findings.broken("P4", "event #" + attempt.n() + " was answered with " + attempt.eventId());
        } else if (head != null && !head.epoch().equals(place.epoch())) {
            if (!localOnly.containsKey(channel)) {
                findings.broken("P4", "acknowledged event #" + attempt.n() + " is of an epoch that is gone");
            }
        } else if (head != null && head.offset() < place.offset()) {
            findings.broken(
                    "P4", "acknowledged event #" + attempt.n() + " at " + place + " is beyond the head " + head);
        } else if (expected.logs().containsKey(channel)
                && !Integer.valueOf(attempt.n()).equals(log(expected, channel).get(attempt.eventId()))) {
            findings.broken("P4", "acknowledged event #" + attempt.n() + " at " + place + " is not in the log");
        }
    }

    private static Map<String, Integer> log(Expected expected, Channel channel) {
        return expected.logs().getOrDefault(channel, Map.of());
    }

    static @Nullable Position position(Channel channel, @Nullable String id) {
        return id == null ? null : Position.parse(channel, id);
    }
}
