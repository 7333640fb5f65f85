package io.bush.realtime.transport;

import java.time.Duration;

/**
 * What one connection may hold back for a client that reads slowly (contract §3.12). Thread safety: immutable.
 *
 * @param maxQueuedBytes above this a subscription stops queueing and is served from the log when the socket drains;
 *     65,536 to 67,108,864; default 1 MiB. The whole queue stays below twice this and 4 MiB: one replay may come on top,
 *     and control frames that would exceed it end the connection
 * @param maxBatchBytes most bytes that leave in one write of a backlog, 1,024 to 1,048,576; default 64 KiB
 * @param maxBatchFrames most frames that leave in one write of a backlog, 1 to 1,000; default 64
 * @param stallTimeout a socket without a single send completion for this long is closed 4010; 1 s to 10 min; default 10 s
 */
public record OutboundLimits(int maxQueuedBytes, int maxBatchBytes, int maxBatchFrames, Duration stallTimeout) {

    /** The contract's defaults. */
    public static final OutboundLimits DEFAULT = new OutboundLimits(1 << 20, 1 << 16, 64, Duration.ofSeconds(10));

    /** Refuses values outside the ranges. */
    public OutboundLimits {
        check("maxQueuedBytes", maxQueuedBytes, 65_536, 67_108_864);
        check("maxBatchBytes", maxBatchBytes, 1_024, 1_048_576);
        check("maxBatchFrames", maxBatchFrames, 1, 1_000);
        check("stallTimeout in ms", stallTimeout.toMillis(), 1_000, 600_000);
    }

    private static void check(String setting, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "outbound." + setting + " is " + value + ", allowed: " + least + " to " + most);
        }
    }
}
