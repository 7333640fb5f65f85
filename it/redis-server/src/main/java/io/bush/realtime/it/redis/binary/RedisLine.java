package io.bush.realtime.it.redis.binary;

/**
 * The lines of Redis releases the tests tell apart: the oldest one supported, and those after it.
 *
 * <p>Thread safety: immutable.
 */
public enum RedisLine {

    /** 6.2, the oldest one supported. */
    OLDEST("6.2"),
    /** 7.0 and newer. */
    RECENT("7 or newer");

    private final String title;

    RedisLine(String title) {
        this.title = title;
    }

    /**
     * Tells whether a version is of this line.
     *
     * @param version what the server says, such as {@code 7.0.9}
     * @return true when it is
     */
    public boolean has(String version) {
        String[] parts = version.split("\\.", -1);
        int major = Integer.parseInt(parts[0]);
        return this == RECENT ? major >= 7 : major == 6 && Integer.parseInt(parts[1]) >= 2;
    }

    @Override
    public String toString() {
        return title;
    }
}
