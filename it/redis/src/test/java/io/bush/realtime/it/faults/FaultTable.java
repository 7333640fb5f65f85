package io.bush.realtime.it.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came of all runs, a line for each fault; printed, and kept in {@code target/fault-table.md}. */
final class FaultTable {

    private static final Path FILE = Path.of("target", "fault-table.md");

    private static final class Row {
        int runs;
        long events;
        long gaps;
        long resets;
        int wrong;
        Duration recovery = Duration.ZERO;
        Duration revocation = Duration.ZERO;

        void add(Row other) {
            runs += other.runs;
            events += other.events;
            gaps += other.gaps;
            resets += other.resets;
            wrong += other.wrong;
            recovery = longer(recovery, other.recovery);
            revocation = longer(revocation, other.revocation);
        }
    }

    // Guarded by this.
    private final Map<String, Row> rows = new LinkedHashMap<>();

    synchronized void add(String fault, Run.Outcome outcome) {
        Row row = rows.computeIfAbsent(fault, name -> new Row());
        row.runs++;
        row.events += outcome.findings().events();
        row.gaps += outcome.findings().gaps();
        row.resets += outcome.findings().resets();
        row.wrong += outcome.wrong().isEmpty() ? 0 : 1;
        row.recovery = longer(row.recovery, outcome.recovery());
        row.revocation =
                longer(row.revocation, Duration.ofNanos(outcome.findings().worstRevocation()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    synchronized void show() {
        StringBuilder text = new StringBuilder("""
                | fault | runs | events delivered | silent gaps | resets | worst recovery | worst revocation | runs with a fault of ours |
                |---|---|---|---|---|---|---|---|
                """);
        Row all = new Row();
        rows.values().forEach(all::add);
        Map<String, Row> lines = new LinkedHashMap<>(rows);
        lines.put("all", all);
        lines.forEach((fault, row) -> text.append("| %s | %d | %d | %d | %d | %d ms | %d ms | %d |%n"
                .formatted(
                        fault,
                        row.runs,
                        row.events,
                        row.gaps,
                        row.resets,
                        row.recovery.toMillis(),
                        row.revocation.toMillis(),
                        row.wrong)));
        System.out.print(text);
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            Files.writeString(FILE, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
