package io.bush.realtime.it.faults.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** Everything that was seen from outside in one run. Thread safety: any thread. */
public final class History {

    private final long startNanos = System.nanoTime();
    private final LongSupplier wall;
    // All guarded by this.
    private final List<Line> lines = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Revocation> revocations = new ArrayList<>();

    /** Begins one, by the clocks of this machine. */
    public History() {
        this(System::currentTimeMillis);
    }

    /** Begins one by another wall clock, in milliseconds. */
    History(LongSupplier wall) {
        this.wall = wall;
    }

    /** A connection is opened. */
    public synchronized Line open(String client, String user, String node) {
        Line line = new Line(client, user, node, wall);
        lines.add(line);
        return line;
    }

    /** A publish was answered. */
    public synchronized void add(Attempt attempt) {
        attempts.add(attempt);
    }

    /** A revocation was answered. */
    public synchronized void add(Revocation revocation) {
        revocations.add(revocation);
    }

    /**
     * How often something was asked for in a time: frames by their action, a subscribe with a position as {@code "recover"},
     * and {@code "publish"} and {@code "revoke"} once they were answered.
     */
    public synchronized Map<String, Integer> asked(long from, long to) {
        Map<String, Integer> asked = new TreeMap<>();
        for (Line line : lines) {
            for (Entry entry : line.entries()) {
                if (entry.what() == Entry.What.SAID && from <= entry.at() && entry.at() < to) {
                    boolean recovers = !entry.text("since_event_id").isEmpty();
                    asked.merge(recovers ? "recover" : entry.type(), 1, Integer::sum);
                }
            }
        }
        attempts.stream()
                .filter(it -> from <= it.from() && it.from() < to)
                .forEach(it -> asked.merge("publish", 1, Integer::sum));
        revocations.stream()
                .filter(it -> from <= it.from() && it.from() < to)
                .forEach(it -> asked.merge("revoke", 1, Integer::sum));
        return asked;
    }

    synchronized List<Line> lines() {
        return List.copyOf(lines);
    }

    synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    synchronized List<Revocation> revocations() {
        return List.copyOf(revocations);
    }

    /**
     * What the wall clock showed whenever something was seen in a time. It leaps ahead when the machine was put aside for a
     * while, of which the monotonic clock knows nothing, and back when somebody sets it.
     */
    LongStream wallMillis(long from, long to) {
        return lines().stream()
                .flatMap(line -> line.entries().stream())
                .filter(entry -> from <= entry.at() && entry.at() <= to)
                .mapToLong(Entry::wallMillis);
    }

    /** A moment as people read it. */
    String ms(long nanos) {
        return (nanos - startNanos) / 1_000_000 + " ms";
    }
}
