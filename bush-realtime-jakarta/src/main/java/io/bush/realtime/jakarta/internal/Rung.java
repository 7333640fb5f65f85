package io.bush.realtime.jakarta.internal;

/** The ways to write to a socket, slowest first; each falls back to the one before it. */
public enum Rung {
    /** The standard API. */
    PORTABLE("portable"),
    /** Jetty's frames, the last of a batch flushing them all. */
    JETTY_BATCH("jetty-batch"),
    /** A whole batch as one of Jetty's frames. */
    JETTY_WIRE("jetty-wire");

    private final String path;

    Rung(String path) {
        this.path = path;
    }

    /**
     * Returns the name in figures.
     *
     * @return for {@code Transport.path()}
     */
    public String path() {
        return path;
    }

    /**
     * Returns what to fall back to.
     *
     * @return the next slower one; the slowest is its own
     */
    Rung below() {
        return this == JETTY_WIRE ? JETTY_BATCH : PORTABLE;
    }
}
