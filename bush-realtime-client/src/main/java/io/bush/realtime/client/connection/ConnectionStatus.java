package io.bush.realtime.client.connection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A state of the connection, since when and why. Thread safety: immutable.
 *
 * @param state the state
 * @param since when it began, by the wall clock
 * @param cause why the connection is not there; null unless it failed or broke
 */
public record ConnectionStatus(
        ConnectionState state, Instant since, @Nullable ConnectionException cause) {}
