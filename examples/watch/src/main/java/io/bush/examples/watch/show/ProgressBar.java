package io.bush.examples.watch.show;

import java.io.PrintStream;

/** One bar at the bottom of a terminal, drawn anew in place; what is complete stays as a line. */
public final class ProgressBar implements Progress {

    private static final String ERASE = "\r\u001b[K";
    private static final int CELLS = 24;

    private final PrintStream out;
    private final int columns;
    /** The bar on the screen; empty if there is none. */
    private String bar = "";
    /** Whose bar it is. */
    private String key = "";

    public ProgressBar(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void show(Step step) {
        clear();
        key = step.key();
        if (step.percentage() == 100) {
            bar = "";
            out.print(step.line() + '\n');
        } else {
            bar = fit(draw(step.percentage()) + "  " + step.label());
            out.print(bar);
        }
    }

    private static String draw(int percentage) {
        if (percentage == UNKNOWN) {
            return "[" + "·".repeat(CELLS) + "]";
        }
        int full = percentage * CELLS / 100;
        return "[" + "#".repeat(full) + "·".repeat(CELLS - full) + "]";
    }

    /** A bar that wraps could not be erased. */
    private String fit(String text) {
        return text.codePointCount(0, text.length()) < columns
                ? text
                : text.substring(0, text.offsetByCodePoints(0, columns - 2)) + "…";
    }

    @Override
    public void end(String ended) {
        if (ended.equals(key)) {
            clear();
            bar = "";
        }
    }

    @Override
    public void clear() {
        if (!bar.isEmpty()) {
            out.print(ERASE);
        }
    }

    @Override
    public void redraw() {
        out.print(bar);
    }

    @Override
    public void leave() {
        if (!bar.isEmpty()) {
            out.print('\n');
            bar = "";
        }
    }
}
