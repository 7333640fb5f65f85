package io.bush.realtime.redis.internal.topology;

/**
 * A master as Sentinels name it. Thread safety: immutable.
 *
 * @param epoch the number of the fail-over that made it the master; a greater one is newer
 * @param host where it listens
 * @param port where it listens
 */
record Master(long epoch, String host, int port) {

    boolean isAt(Master other) {
        return host.equals(other.host) && port == other.port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
