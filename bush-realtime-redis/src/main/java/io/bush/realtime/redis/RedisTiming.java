package io.bush.realtime.redis;

import java.time.Duration;

/**
 * How long to wait for Redis, and how often to look (contract §6, §7). Thread safety: immutable.
 *
 * @param connect longest time to make a connection, 100 ms to 30 s; default 2 s
 * @param command longest time a command may take, 50 ms to 10 s; default 1 s
 * @param probe after how long without a message the bus link is tried end to end, 500 ms to 60 s; default 5 s
 * @param probeAnswer how long the link may take to bring the probe back before it is replaced, 100 ms to 30 s; default 2 s
 * @param linger how long a pub/sub channel stays subscribed when nobody wants it any more, 1 s to 5 min; default 1 s
 * @param masterPoll how often Sentinels are asked for the master's address, 1 s to 60 s; default 1 s: for so long nodes
 *     may be at different masters after a fail-over, and what is written to the old one is lost
 * @param topologyRefresh how often a cluster is asked for its servers when nothing gives cause, 1 s to 10 min; default 15 s
 */
public record RedisTiming(
        Duration connect,
        Duration command,
        Duration probe,
        Duration probeAnswer,
        Duration linger,
        Duration masterPoll,
        Duration topologyRefresh) {

    /** The defaults. */
    public static final RedisTiming DEFAULT = new RedisTiming(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(15));

    /** Refuses values outside the ranges; the message names the setting, the value and the range. */
    public RedisTiming {
        check("connect", connect, Duration.ofMillis(100), Duration.ofSeconds(30));
        check("command", command, Duration.ofMillis(50), Duration.ofSeconds(10));
        check("probe", probe, Duration.ofMillis(500), Duration.ofMinutes(1));
        check("probeAnswer", probeAnswer, Duration.ofMillis(100), Duration.ofSeconds(30));
        check("linger", linger, Duration.ofSeconds(1), Duration.ofMinutes(5));
        check("masterPoll", masterPoll, Duration.ofSeconds(1), Duration.ofMinutes(1));
        check("topologyRefresh", topologyRefresh, Duration.ofSeconds(1), Duration.ofMinutes(10));
    }

    /**
     * Returns these times with other deadlines.
     *
     * @param newConnect longest time to make a connection
     * @param newCommand longest time a command may take
     * @return the changed copy
     */
    public RedisTiming withDeadlines(Duration newConnect, Duration newCommand) {
        return new RedisTiming(newConnect, newCommand, probe, probeAnswer, linger, masterPoll, topologyRefresh);
    }

    /**
     * Returns these times with another probe of the bus link.
     *
     * @param newProbe after how long without a message
     * @param newProbeAnswer how long it may take to come back
     * @return the changed copy
     */
    public RedisTiming withProbe(Duration newProbe, Duration newProbeAnswer) {
        return new RedisTiming(connect, command, newProbe, newProbeAnswer, linger, masterPoll, topologyRefresh);
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "redis.timing." + name + " is " + value + ", allowed: " + least + " to " + most);
        }
    }
}
