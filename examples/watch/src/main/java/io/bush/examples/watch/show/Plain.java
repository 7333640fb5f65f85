package io.bush.examples.watch.show;

import java.util.Locale;

/** Text and figures for people; what came over the network cannot steer the terminal. */
public final class Plain {

    private static final int MAX_CODE_POINTS = 500;
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private Plain() {}

    /** Shows control, format and line-breaking characters as escapes, and cuts what is very long. */
    public static String text(String from) {
        StringBuilder shown = new StringBuilder();
        from.codePoints().limit(MAX_CODE_POINTS).forEach(c -> {
            switch (c) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                default -> append(shown, c);
            }
        });
        return from.codePointCount(0, from.length()) > MAX_CODE_POINTS ? shown + "…" : shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (isHarmless(c)) {
            shown.appendCodePoint(c);
        } else {
            escape(shown, c);
        }
    }

    /** A JSON text on one line, with the same meaning, and without what a terminal would obey. */
    static String json(String from) {
        StringBuilder shown = new StringBuilder(from.length());
        from.codePoints().forEach(c -> {
            if (c == '\n' || c == '\r' || c == '\t') {
                // Outside a string, because inside one JSON has no such characters.
                shown.append(' ');
            } else {
                append(shown, c);
            }
        });
        return shown.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            // Emoji are joined with these two.
            case Character.FORMAT -> c == 0x200c || c == 0x200d;
            default -> true;
        };
    }

    private static void escape(StringBuilder shown, int c) {
        for (char unit : Character.toChars(c)) {
            shown.append("\\u%04x".formatted((int) unit));
        }
    }

    static String bytes(long count) {
        double size = count;
        int unit = 0;
        while (size >= 999.95 && unit < UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}
