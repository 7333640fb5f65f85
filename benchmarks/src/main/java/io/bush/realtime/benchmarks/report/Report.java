package io.bush.realtime.benchmarks.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The results of one command: tables of named columns, and the machine they were made on. For one thread. */
public final class Report {

    private final String command;
    private final double loadBefore = load();
    private final Map<String, List<Map<String, Object>>> tables = new LinkedHashMap<>();

    /**
     * Begins a report.
     *
     * @param command what is run
     */
    public Report(String command) {
        this.command = command;
    }

    /**
     * Adds a row.
     *
     * @param table the table's title
     * @param cells names and values in turn
     */
    public void row(String table, Object... cells) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i += 2) {
            row.put((String) cells[i], cells[i + 1]);
        }
        tables.computeIfAbsent(table, none -> new ArrayList<>()).add(row);
    }

    /**
     * Prints the tables, and writes the JSON.
     *
     * @param json where to, or null
     * @throws IOException when it cannot be written
     */
    public void finish(@Nullable String json) throws IOException {
        Map<String, Object> machine = machine();
        tables.forEach(Report::print);
        System.out.println();
        System.out.println(machine);
        if (json != null) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("command", command);
            all.put("machine", machine);
            all.put("tables", tables);
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(Path.of(json).toFile(), all);
        }
    }

    private Map<String, Object> machine() {
        Map<String, Object> machine = new LinkedHashMap<>();
        machine.put("jdk", System.getProperty("java.runtime.version"));
        machine.put("cpus", Runtime.getRuntime().availableProcessors());
        machine.put("load_before", loadBefore);
        machine.put("load_after", load());
        return machine;
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void print(String title, List<Map<String, Object>> rows) {
        Set<String> columns = new LinkedHashSet<>();
        rows.forEach(row -> columns.addAll(row.keySet()));
        List<List<String>> lines = new ArrayList<>();
        lines.add(new ArrayList<>(columns));
        for (Map<String, Object> row : rows) {
            lines.add(columns.stream()
                    .map(column -> text(row.getOrDefault(column, "")))
                    .toList());
        }
        System.out.println();
        System.out.println("## " + title);
        for (List<String> line : lines) {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = lines.stream()
                        .mapToInt(other -> other.get(column).length())
                        .max()
                        .orElse(0);
                boolean left = i == 0;
                out.append(String.format(Locale.ROOT, (left ? "%-" : "%") + Math.max(1, width) + "s  ", line.get(i)));
            }
            System.out.println(out.toString().stripTrailing());
        }
    }

    private static String text(Object value) {
        if (value instanceof Double number) {
            double size = Math.abs(number);
            return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", number);
        }
        return String.valueOf(value);
    }
}
