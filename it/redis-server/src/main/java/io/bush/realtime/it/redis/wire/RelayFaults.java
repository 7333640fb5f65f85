package io.bush.realtime.it.redis.wire;

import java.time.Duration;
import java.util.List;

/**
 * What a {@link TcpRelay} can do to its connections, or to one kind of them, also to those that come later.
 *
 * <p>Thread safety: any thread.
 */
public final class RelayFaults {

    private final List<RelaySwitches> switches;

    RelayFaults(List<RelaySwitches> switches) {
        this.switches = switches;
    }

    /** Resets the connections there are, in both directions (RST). New ones are not touched. */
    public void cut() {
        switches.forEach(RelaySwitches::cut);
    }

    /** Lets nothing through in either direction, nor the end of a connection, and keeps what is on its way. */
    public void stall() {
        stallRequests();
        stallReplies();
    }

    /** Lets nothing through from the client to the server, and keeps it. */
    public void stallRequests() {
        switches.forEach(it -> it.change(RelayLink.Direction.REQUESTS, RelaySwitches.Passage.STALLED));
    }

    /** Lets nothing through from the server to the client, and keeps it. */
    public void stallReplies() {
        switches.forEach(it -> it.change(RelayLink.Direction.REPLIES, RelaySwitches.Passage.STALLED));
    }

    /** Drops what the client sends: the server never sees it. */
    public void swallowRequests() {
        switches.forEach(it -> it.change(RelayLink.Direction.REQUESTS, RelaySwitches.Passage.SWALLOWED));
    }

    /** Drops what the server sends: what was asked is done, and the client never knows. Cut afterwards. */
    public void swallowReplies() {
        switches.forEach(it -> it.change(RelayLink.Direction.REPLIES, RelaySwitches.Passage.SWALLOWED));
    }

    /**
     * Lets each piece wait before it goes on, in both directions.
     *
     * @param delay how long
     */
    public void delay(Duration delay) {
        switches.forEach(it -> it.slow(delay.toNanos(), 0));
    }

    /**
     * Lets bytes through slowly, in both directions.
     *
     * @param bytesPerSecond how many, at least 1
     */
    public void throttle(int bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond must be at least 1: " + bytesPerSecond);
        }
        switches.forEach(it -> it.slow(0, 1_000_000_000L / bytesPerSecond));
    }

    /** Ends all but what {@link #cut} did; what was kept goes on its way. */
    public void heal() {
        switches.forEach(RelaySwitches::heal);
    }

    /**
     * Returns how many connections there are.
     *
     * @return the count
     */
    public int connections() {
        return switches.stream().mapToInt(RelaySwitches::connections).sum();
    }

    /**
     * Returns how much was dropped since the start.
     *
     * @return bytes, in both directions
     */
    public long swallowedBytes() {
        return switches.stream().mapToLong(RelaySwitches::swallowed).sum();
    }
}
