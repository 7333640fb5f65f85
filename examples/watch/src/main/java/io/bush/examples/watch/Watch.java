package io.bush.examples.watch;

/** Holds the jar's main class until the example is written. */
public final class Watch {
    private Watch() {}

    public static void main(String[] args) {
        System.err.println("watch is not written yet");
        System.exit(1);
    }
}
