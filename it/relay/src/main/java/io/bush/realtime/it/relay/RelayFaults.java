package io.bush.realtime.it.relay;

import io.bush.realtime.it.relay.RelayLink.Direction;
import io.bush.realtime.it.relay.RelaySwitches.Passage;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a {@link Relay} can do to its connections, or to one kind of them, also to those that come later.
 *
 * <p>Thread safety: any thread.
 */
public final class RelayFaults {

    /** What happens behind the last byte that passes. */
    public enum Then {
        /** Both sides are reset (RST). */
        CUT,
        /** Both sides are ended as if each other had left (FIN). */
        END,
        /** Nothing passes any more, in either direction. */
        STALL
    }

    private final List<RelaySwitches> switches;

    RelayFaults(List<RelaySwitches> switches) {
        this.switches = switches;
    }

    private void each(Consumer<RelaySwitches> what) {
        switches.forEach(what);
    }

    /** Resets the connections there are, in both directions (RST). New ones are not touched. */
    public void cut() {
        each(it -> it.links().forEach(RelayLink::reset));
    }

    /** Ends the connections there are on both sides, behind what has passed (FIN). New ones are not touched. */
    public void end() {
        each(it -> it.links().forEach(RelayLink::end));
    }

    /**
     * Tells the servers of the connections there are that their clients have nothing more to say (FIN), which is not true;
     * what clients still send is dropped. The other direction stays open. New ones are not touched.
     */
    public void endRequests() {
        each(it -> it.links().forEach(link -> link.endOf(Direction.REQUESTS)));
    }

    /**
     * Tells the clients of the connections there are that their servers have nothing more to say (FIN), which is not true;
     * what servers still send is dropped. The other direction stays open. New ones are not touched.
     */
    public void endReplies() {
        each(it -> it.links().forEach(link -> link.endOf(Direction.REPLIES)));
    }

    /** Lets nothing through in either direction, nor the end of a connection, and keeps what is on its way. */
    public void stall() {
        stallRequests();
        stallReplies();
    }

    /** Lets nothing through from the client to the server, and keeps it. */
    public void stallRequests() {
        each(it -> it.change(Direction.REQUESTS, Passage.STALLED));
    }

    /** Lets nothing through from the server to the client, and keeps it. */
    public void stallReplies() {
        each(it -> it.change(Direction.REPLIES, Passage.STALLED));
    }

    /** Drops what the client sends: the server never sees it. */
    public void swallowRequests() {
        each(it -> it.change(Direction.REQUESTS, Passage.SWALLOWED));
    }

    /** Drops what the server sends: what was asked is done, and the client never knows. Cut afterwards. */
    public void swallowReplies() {
        each(it -> it.change(Direction.REPLIES, Passage.SWALLOWED));
    }

    /**
     * Lets some more bytes through to the client, over all connections of a kind together, and then does something to the connection
     * that brought the last of them, once; wherever that is in a frame.
     *
     * @param bytes how many, at least 0
     * @param then what then
     */
    public void afterReplies(int bytes, Then then) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes must be at least 0: " + bytes);
        }
        each(it -> it.after(bytes, then));
    }

    /**
     * Lets each piece wait before it goes on, in both directions.
     *
     * @param delay how long
     */
    public void delay(Duration delay) {
        each(it -> it.slow(delay.toNanos(), 0));
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
        each(it -> it.slow(0, 1_000_000_000L / bytesPerSecond));
    }

    /** Ends all but what has ended connections; what was kept goes on its way. */
    public void heal() {
        each(RelaySwitches::heal);
    }

    /**
     * Returns how many connections there are.
     *
     * @return the count
     */
    public int connections() {
        return switches.stream().mapToInt(it -> it.links().size()).sum();
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
