package io.bush.realtime.auth;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a token proved. Thread safety: immutable.
 *
 * @param principal who it is
 * @param expiresAt when the token stops being valid, by the wall clock; null for never (contract §3.2)
 */
public record Authentication(Principal principal, @Nullable Instant expiresAt) {

    /** Refuses an absent principal. */
    public Authentication {
        Objects.requireNonNull(principal, "principal");
    }
}
