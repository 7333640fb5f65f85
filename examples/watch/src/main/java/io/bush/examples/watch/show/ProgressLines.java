package io.bush.examples.watch.show;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Progress where nothing can be drawn in place: a line now and then. */
public final class ProgressLines implements Progress {

    private static final int STEP = 10;
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final int MAX_REMEMBERED = 1000;

    private record Shown(int percentage, long at) {}

    private final PrintStream out;
    private final LongSupplier nanoTime;
    /** What was shown last; the oldest is forgotten. */
    private final Map<String, Shown> shown = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Shown> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    public ProgressLines(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
    }

    @Override
    public void show(Step step) {
        long now = nanoTime.getAsLong();
        Shown last = shown.get(step.key());
        if (last == null || isWorthALine(step.percentage(), last, now)) {
            shown.put(step.key(), new Shown(step.percentage(), now));
            out.print(step.line() + '\n');
        }
    }

    private static boolean isWorthALine(int percentage, Shown last, long now) {
        return now - last.at() >= PATIENCE_NANOS
                || percentage < last.percentage()
                || percentage - last.percentage() >= STEP
                || (percentage == 100 && last.percentage() != 100);
    }

    @Override
    public void end(String key) {
        shown.remove(key);
    }

    @Override
    public void clear() {}

    @Override
    public void redraw() {}

    @Override
    public void leave() {}
}
