package io.bush.realtime;

import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.call.CallLimits;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.OutboundLimits;
import java.util.Objects;

/**
 * All figures of a node that can be set; each group belongs to its feature and checks its own ranges. Thread safety:
 * immutable.
 *
 * @param heartbeat pings and missed pongs
 * @param rateLimits per connection
 * @param outbound queues for slow clients
 * @param connections how many connections, and what each may have
 * @param access when permissions are asked for
 * @param calls how long calls may take, and what is remembered of them
 */
public record RealtimeSettings(
        Heartbeat heartbeat,
        RateLimits rateLimits,
        OutboundLimits outbound,
        ConnectionLimits connections,
        AccessTiming access,
        CallLimits calls) {

    /** The contract's defaults. */
    public static final RealtimeSettings DEFAULT = new RealtimeSettings(
            Heartbeat.DEFAULT,
            RateLimits.DEFAULT,
            OutboundLimits.DEFAULT,
            ConnectionLimits.DEFAULT,
            AccessTiming.DEFAULT,
            CallLimits.DEFAULT);

    /** Refuses absent groups. */
    public RealtimeSettings {
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(rateLimits, "rateLimits");
        Objects.requireNonNull(outbound, "outbound");
        Objects.requireNonNull(connections, "connections");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(calls, "calls");
    }

    /**
     * Returns this with another heartbeat.
     *
     * @param changed the heartbeat
     * @return the changed copy
     */
    public RealtimeSettings with(Heartbeat changed) {
        return new RealtimeSettings(changed, rateLimits, outbound, connections, access, calls);
    }

    /**
     * Returns this with other rate limits.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(RateLimits changed) {
        return new RealtimeSettings(heartbeat, changed, outbound, connections, access, calls);
    }

    /**
     * Returns this with other outbound limits.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(OutboundLimits changed) {
        return new RealtimeSettings(heartbeat, rateLimits, changed, connections, access, calls);
    }

    /**
     * Returns this with other connection limits.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(ConnectionLimits changed) {
        return new RealtimeSettings(heartbeat, rateLimits, outbound, changed, access, calls);
    }

    /**
     * Returns this with another timing of permission checks.
     *
     * @param changed the timing
     * @return the changed copy
     */
    public RealtimeSettings with(AccessTiming changed) {
        return new RealtimeSettings(heartbeat, rateLimits, outbound, connections, changed, calls);
    }

    /**
     * Returns this with other limits of calls.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(CallLimits changed) {
        return new RealtimeSettings(heartbeat, rateLimits, outbound, connections, access, changed);
    }
}
