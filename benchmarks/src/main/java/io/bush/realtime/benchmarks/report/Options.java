package io.bush.realtime.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of the form {@code --name value}. Thread safety: immutable once made. */
public final class Options {

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Reads options; on {@code --help} or an unknown one it prints the usage and ends the process.
     *
     * @param args the command line behind the command
     * @param usage what to print
     * @param known the names without dashes
     */
    public Options(List<String> args, String usage, String... known) {
        for (int i = 0; i < args.size(); i += 2) {
            String name = args.get(i).startsWith("--") ? args.get(i).substring(2) : "";
            if (!List.of(known).contains(name) || i + 1 == args.size()) {
                System.err.println(usage);
                System.exit(name.equals("help") ? 0 : 2);
            }
            values.put(name, args.get(i + 1));
        }
    }

    /**
     * Returns a text.
     *
     * @param name the option
     * @return its value, or null
     */
    public @Nullable String text(String name) {
        return values.get(name);
    }

    /**
     * Returns a text.
     *
     * @param name the option
     * @param otherwise what holds without it
     * @return its value
     */
    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /**
     * Returns a number.
     *
     * @param name the option
     * @param otherwise what holds without it
     * @param least least allowed
     * @param most most allowed
     * @return its value
     */
    public int number(String name, int otherwise, int least, int most) {
        int value = Integer.parseInt(values.getOrDefault(name, Integer.toString(otherwise)));
        if (value < least || value > most) {
            throw new IllegalArgumentException("--" + name + " is " + value + ", allowed: " + least + " to " + most);
        }
        return value;
    }
}
