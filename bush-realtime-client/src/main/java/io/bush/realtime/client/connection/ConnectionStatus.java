package io.bush.realtime.client.connection;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A state of the connection, since when and why. Thread safety: immutable.
 *
 * @param state the state
 * @param light what to show people; may change while the state stays
 * @param since when the state began, by the wall clock
 * @param cause why there is no connection: what ended the last one, or the last attempt; null while there is one and when
 *     the application itself wants none
 * @param nextAttempt how long the client waits before it tries the next time, counted from when this status was told; null
 *     unless it waits
 */
public record ConnectionStatus(
        ConnectionState state,
        StatusLight light,
        Instant since,
        @Nullable ConnectionException cause,
        @Nullable Duration nextAttempt) {}
