package io.bush.realtime.internal.connection;

import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.internal.lane.Lanes;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.ratelimit.AddressLimiter;
import io.bush.realtime.ratelimit.HitMemory;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.time.NodeRuntime;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.OutboundLimits;
import java.time.Duration;

/**
 * What every connection of a node shares. Thread safety: as its parts.
 *
 * @param runtime time, threads, randomness
 * @param lanes the lanes of connections
 * @param listener the application's listener, guarded against its exceptions
 * @param settings the figures
 * @param registry the open connections
 * @param counters running counts
 * @param addresses limits of client addresses
 * @param hits refusals that outlive a connection
 */
public record NodeContext(
        NodeRuntime runtime,
        Lanes lanes,
        RealtimeListener listener,
        Settings settings,
        ConnectionRegistry registry,
        Counters counters,
        AddressLimiter addresses,
        HitMemory hits) {

    /**
     * The figures of a connection.
     *
     * @param heartbeat pings
     * @param rates rate limits
     * @param outbound queues
     * @param connections counts and sizes
     * @param access timing of permission checks
     * @param presence leases, crowds and signals
     * @param guests what share guests may do and see
     */
    public record Settings(
            Heartbeat heartbeat,
            RateLimits rates,
            OutboundLimits outbound,
            ConnectionLimits connections,
            AccessTiming access,
            PresenceSettings presence,
            GuestAccess guests) {

        /** How long presence holds: long enough for a connection that answers every ping. */
        public Duration presenceLease() {
            Duration answered = heartbeat.interval().multipliedBy(2);
            return answered.compareTo(presence.lease()) > 0 ? answered : presence.lease();
        }
    }

    /**
     * Returns the monotonic clock.
     *
     * @return nanoseconds
     */
    public long nanoTime() {
        return runtime.clock().nanoTime();
    }

    /**
     * Makes an unguessable id.
     *
     * @param prefix for example {@code conn_}
     * @return the prefix and 80 random bits in hexadecimal
     */
    public String newId(String prefix) {
        long high = runtime.random().nextLong();
        int low = runtime.random().nextInt() & 0xffff;
        return prefix + String.format("%016x%04x", high, low);
    }
}
