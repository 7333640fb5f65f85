package io.bush.realtime.benchmarks.process;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the processes tell each other: a word, then {@code name=value}, on one line.
 *
 * @param word what is asked or answered
 * @param values the parameters
 */
public record Line(String word, Map<String, String> values) {

    /**
     * Reads a line.
     *
     * @param text what came
     * @return its parts
     */
    public static Line parse(String text) {
        String[] cells = text.strip().split(" ", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < cells.length; i++) {
            int equals = cells[i].indexOf('=');
            values.put(cells[i].substring(0, equals), cells[i].substring(equals + 1));
        }
        return new Line(cells[0], values);
    }

    /**
     * Makes a line.
     *
     * @param word what is asked or answered
     * @param values names and values in turn
     * @return the line
     */
    public static Line of(String word, Object... values) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            map.put((String) values[i], String.valueOf(values[i + 1]));
        }
        return new Line(word, map);
    }

    /**
     * Returns a parameter.
     *
     * @param name which
     * @return its value
     */
    public String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no " + name + " in " + this);
        }
        return value;
    }

    /**
     * Returns a parameter.
     *
     * @param name which
     * @return its value
     */
    public long number(String name) {
        return Long.parseLong(text(name));
    }

    @Override
    public String toString() {
        StringBuilder line = new StringBuilder(word);
        values.forEach(
                (name, value) -> line.append(' ').append(name).append('=').append(value.replace(' ', '_')));
        return line.toString();
    }
}
