package io.bush.realtime.transport;

import java.time.Duration;

/**
 * Whether a client may open a socket, before anything is spent on it (contract §3.6). Thread safety: immutable.
 */
public sealed interface Admission {

    /** It may. */
    record Admitted() implements Admission {}

    /**
     * It may not.
     *
     * @param httpStatus what an adapter that still speaks HTTP answers: 401, 429 or 503
     * @param closeCode what an adapter that has already upgraded closes with
     * @param reason fixed ASCII text for either
     * @param retryAfter when to try again; zero when it makes no sense
     */
    record Refused(int httpStatus, int closeCode, String reason, Duration retryAfter) implements Admission {}
}
