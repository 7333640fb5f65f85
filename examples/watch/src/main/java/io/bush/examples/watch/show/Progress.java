package io.bush.examples.watch.show;

/** Shows how far uploads and jobs are. Thread safety: for one thread at a time. */
public interface Progress {

    int UNKNOWN = -1;

    /**
     * One progress event.
     *
     * @param key what makes progress
     * @param line the event as a line of its own
     * @param label the same in short, for beside a bar
     * @param percentage 0 to 100, or {@link #UNKNOWN}
     */
    record Step(String key, String line, String label, int percentage) {}

    void show(Step step);

    /** What makes progress does so no more. */
    void end(String key);

    /** Makes room for another line. */
    void clear();

    /** The other line is there. */
    void redraw();

    /** Nothing more comes. */
    void leave();
}
