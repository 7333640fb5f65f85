package io.bush.realtime.transport;

import java.time.Duration;

/**
 * How many connections and what each may have (contract §3.1, §3.3, §3.5, §3.6). Thread safety: immutable.
 *
 * @param perUser most connections of one user over all nodes, 1 to 10,000; default 10
 * @param perShare most guest connections of one share on this node, 1 to 100,000; default 200
 * @param subscriptions most subscriptions of one connection, 1 to 10,000; default 50
 * @param messageBytes largest frame of a client in bytes of UTF-8, 1,024 to 1,048,576; default 16,384
 * @param authDeadline how long a connection may stay without a token, 1 s to 5 min; default 10 s
 * @param unauthenticated most connections without a valid token at one time, 1 to 1,000,000; default 10,000
 * @param failedAuthsPerMinute failed authentications of one address in 60 s, 1 to 10,000; default 10. A valid token always
 *     passes
 * @param attemptsPerMinute connection attempts of one address in 60 s, 1 to 10,000; default 120
 */
public record ConnectionLimits(
        int perUser,
        int perShare,
        int subscriptions,
        int messageBytes,
        Duration authDeadline,
        int unauthenticated,
        int failedAuthsPerMinute,
        int attemptsPerMinute) {

    /** Most items of a batch (contract §2). */
    public static final int MAX_BATCH = 50;

    /** The contract's defaults. */
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(10, 200, 50, 16_384, Duration.ofSeconds(10), 10_000, 10, 120);

    /** Refuses values outside the ranges. */
    public ConnectionLimits {
        check("perUser", perUser, 1, 10_000);
        check("perShare", perShare, 1, 100_000);
        check("subscriptions", subscriptions, 1, 10_000);
        check("messageBytes", messageBytes, 1_024, 1_048_576);
        check("authDeadline in ms", authDeadline.toMillis(), 1_000, 300_000);
        check("unauthenticated", unauthenticated, 1, 1_000_000);
        check("failedAuthsPerMinute", failedAuthsPerMinute, 1, 10_000);
        check("attemptsPerMinute", attemptsPerMinute, 1, 10_000);
    }

    /**
     * Returns this with other limits of one address.
     *
     * @param failedAuths failed authentications in 60 s
     * @param attempts connection attempts in 60 s
     * @return the changed copy
     */
    public ConnectionLimits withAddressLimits(int failedAuths, int attempts) {
        return new ConnectionLimits(
                perUser, perShare, subscriptions, messageBytes, authDeadline, unauthenticated, failedAuths, attempts);
    }

    /**
     * Returns this with another number of connections of one user.
     *
     * @param connections most connections
     * @return the changed copy
     */
    public ConnectionLimits withPerUser(int connections) {
        return new ConnectionLimits(
                connections,
                perShare,
                subscriptions,
                messageBytes,
                authDeadline,
                unauthenticated,
                failedAuthsPerMinute,
                attemptsPerMinute);
    }

    private static void check(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "connections." + setting + " is " + value + ", allowed: " + least + " to " + most);
        }
    }
}
