package io.bush.realtime.call;

import java.time.Duration;

/**
 * How long calls may take, how many may be under way, and what is remembered of them (contract §3.20). Thread safety:
 * immutable.
 *
 * @param deadline how long a handler may take before the client is told, 100 ms to 5 min; default 10 s
 * @param pending most calls of one connection under way at one time, 1 to 1,000; default 16
 * @param resultBytes largest result in bytes of UTF-8, 1,024 to 1,048,576; default 65,536
 * @param idempotencyWindow how long an answer is remembered for retries, 1 s to 1 h; default 2 min
 * @param rememberedPerUser most calls with an idempotency id of one user, under way or remembered, 1 to 100,000; default
 *     512
 * @param rememberedBytes most bytes of all of them on this node, 2,097,152 to 4,294,967,296; default 67,108,864. One under
 *     way counts as if its result were as large as it may be
 */
public record CallLimits(
        Duration deadline,
        int pending,
        int resultBytes,
        Duration idempotencyWindow,
        int rememberedPerUser,
        long rememberedBytes) {

    /** The contract's defaults. */
    public static final CallLimits DEFAULT =
            new CallLimits(Duration.ofSeconds(10), 16, 65_536, Duration.ofMinutes(2), 512, 67_108_864);

    /** Refuses values outside the ranges. */
    public CallLimits {
        check("deadline", deadline, Duration.ofMillis(100), Duration.ofMinutes(5));
        check("pending", pending, 1, 1_000);
        check("resultBytes", resultBytes, 1_024, 1_048_576);
        check("idempotencyWindow", idempotencyWindow, Duration.ofSeconds(1), Duration.ofHours(1));
        check("rememberedPerUser", rememberedPerUser, 1, 100_000);
        check("rememberedBytes", rememberedBytes, 2_097_152, 4_294_967_296L);
    }

    /**
     * Returns this with another deadline.
     *
     * @param longest how long a handler may take
     * @return the changed copy
     */
    public CallLimits withDeadline(Duration longest) {
        return new CallLimits(longest, pending, resultBytes, idempotencyWindow, rememberedPerUser, rememberedBytes);
    }

    /**
     * Returns this with another memory of answers.
     *
     * @param perUser most calls of one user
     * @param bytes most bytes of all
     * @return the changed copy
     */
    public CallLimits withRemembered(int perUser, long bytes) {
        return new CallLimits(deadline, pending, resultBytes, idempotencyWindow, perUser, bytes);
    }

    private static void check(String setting, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            refuse(setting, value, least, most);
        }
    }

    private static void check(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            refuse(setting, value, least, most);
        }
    }

    private static void refuse(String setting, Object value, Object least, Object most) {
        throw new IllegalArgumentException("calls." + setting + " is " + value + ", allowed: " + least + " to " + most);
    }
}
