package io.bush.realtime;

import io.bush.realtime.auth.AccessTiming;
import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.backplane.OutagePolicy;
import io.bush.realtime.call.CallLimits;
import io.bush.realtime.eventlog.RepairSettings;
import io.bush.realtime.lock.LockSettings;
import io.bush.realtime.polling.PollingSettings;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.ratelimit.RateLimits;
import io.bush.realtime.transport.ConnectionLimits;
import io.bush.realtime.transport.Heartbeat;
import io.bush.realtime.transport.OutboundLimits;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * All figures of a node that can be set; each group belongs to its feature and checks its own ranges. Thread safety:
 * immutable.
 *
 * @param heartbeat pings and missed pongs
 * @param rateLimits per connection
 * @param outbound queues for slow clients
 * @param connections how many connections, and what each may have
 * @param access when permissions are asked for
 * @param presence leases, crowds and signals
 * @param locks how long and how many
 * @param guests what share guests may do and see
 * @param calls how long calls may take, and what is remembered of them
 * @param polling how often clients may poll
 * @param repair how losses are found and repaired
 * @param outage what becomes of publishes and subscribes while the back end is away
 */
public record RealtimeSettings(
        Heartbeat heartbeat,
        RateLimits rateLimits,
        OutboundLimits outbound,
        ConnectionLimits connections,
        AccessTiming access,
        PresenceSettings presence,
        LockSettings locks,
        GuestAccess guests,
        CallLimits calls,
        PollingSettings polling,
        RepairSettings repair,
        OutagePolicy outage) {

    /** The contract's defaults. */
    public static final RealtimeSettings DEFAULT = new RealtimeSettings(
            Heartbeat.DEFAULT,
            RateLimits.DEFAULT,
            OutboundLimits.DEFAULT,
            ConnectionLimits.DEFAULT,
            AccessTiming.DEFAULT,
            PresenceSettings.DEFAULT,
            LockSettings.DEFAULT,
            GuestAccess.DEFAULT,
            CallLimits.DEFAULT,
            PollingSettings.DEFAULT,
            RepairSettings.DEFAULT,
            OutagePolicy.DELIVER_LOCALLY);

    /** Refuses absent groups. */
    public RealtimeSettings {
        Objects.requireNonNull(heartbeat, "heartbeat");
        Objects.requireNonNull(rateLimits, "rateLimits");
        Objects.requireNonNull(outbound, "outbound");
        Objects.requireNonNull(connections, "connections");
        Objects.requireNonNull(access, "access");
        Objects.requireNonNull(presence, "presence");
        Objects.requireNonNull(locks, "locks");
        Objects.requireNonNull(guests, "guests");
        Objects.requireNonNull(calls, "calls");
        Objects.requireNonNull(polling, "polling");
        Objects.requireNonNull(repair, "repair");
        Objects.requireNonNull(outage, "outage");
    }

    /**
     * Returns this with another heartbeat.
     *
     * @param changed the heartbeat
     * @return the changed copy
     */
    public RealtimeSettings with(Heartbeat changed) {
        return but(copy -> copy.heartbeat = changed);
    }

    /**
     * Returns this with other rate limits.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(RateLimits changed) {
        return but(copy -> copy.rateLimits = changed);
    }

    /**
     * Returns this with other outbound limits.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(OutboundLimits changed) {
        return but(copy -> copy.outbound = changed);
    }

    /**
     * Returns this with other connection limits.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(ConnectionLimits changed) {
        return but(copy -> copy.connections = changed);
    }

    /**
     * Returns this with another timing of permission checks.
     *
     * @param changed the timing
     * @return the changed copy
     */
    public RealtimeSettings with(AccessTiming changed) {
        return but(copy -> copy.access = changed);
    }

    /**
     * Returns this with other presence settings.
     *
     * @param changed the settings
     * @return the changed copy
     */
    public RealtimeSettings with(PresenceSettings changed) {
        return but(copy -> copy.presence = changed);
    }

    /**
     * Returns this with other lock settings.
     *
     * @param changed the settings
     * @return the changed copy
     */
    public RealtimeSettings with(LockSettings changed) {
        return but(copy -> copy.locks = changed);
    }

    /**
     * Returns this with other rules for share guests.
     *
     * @param changed the rules
     * @return the changed copy
     */
    public RealtimeSettings with(GuestAccess changed) {
        return but(copy -> copy.guests = changed);
    }

    /**
     * Returns this with other limits of calls.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(CallLimits changed) {
        return but(copy -> copy.calls = changed);
    }

    /**
     * Returns this with other limits of polling.
     *
     * @param changed the limits
     * @return the changed copy
     */
    public RealtimeSettings with(PollingSettings changed) {
        return but(copy -> copy.polling = changed);
    }

    /**
     * Returns this with another way of keeping level with the log.
     *
     * @param changed the settings
     * @return the changed copy
     */
    public RealtimeSettings with(RepairSettings changed) {
        return but(copy -> copy.repair = changed);
    }

    /**
     * Returns this with another policy for outages.
     *
     * @param changed the policy
     * @return the changed copy
     */
    public RealtimeSettings with(OutagePolicy changed) {
        return but(copy -> copy.outage = changed);
    }

    private RealtimeSettings but(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.settled();
    }

    /** All groups, until one of them is changed. */
    private static final class Copy {
        private Heartbeat heartbeat;
        private RateLimits rateLimits;
        private OutboundLimits outbound;
        private ConnectionLimits connections;
        private AccessTiming access;
        private PresenceSettings presence;
        private LockSettings locks;
        private GuestAccess guests;
        private CallLimits calls;
        private PollingSettings polling;
        private RepairSettings repair;
        private OutagePolicy outage;

        private Copy(RealtimeSettings of) {
            heartbeat = of.heartbeat;
            rateLimits = of.rateLimits;
            outbound = of.outbound;
            connections = of.connections;
            access = of.access;
            presence = of.presence;
            locks = of.locks;
            guests = of.guests;
            calls = of.calls;
            polling = of.polling;
            repair = of.repair;
            outage = of.outage;
        }

        private RealtimeSettings settled() {
            return new RealtimeSettings(
                    heartbeat,
                    rateLimits,
                    outbound,
                    connections,
                    access,
                    presence,
                    locks,
                    guests,
                    calls,
                    polling,
                    repair,
                    outage);
        }
    }
}
