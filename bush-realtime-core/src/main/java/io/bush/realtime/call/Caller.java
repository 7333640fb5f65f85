package io.bush.realtime.call;

import io.bush.realtime.auth.Principal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what: a handler acts with the rights of this principal and no other (contract §3.20). Thread safety:
 * immutable.
 *
 * @param principal who the connection serves; never a guest of a share
 * @param connectionId the connection it came over
 * @param method the name it was called by
 * @param idempotencyId the client's mark of a call that may be repeated, 1 to 64 characters; null for none
 */
public record Caller(
        Principal principal,
        String connectionId,
        String method,
        @Nullable String idempotencyId) {

    /** Refuses absent parts. */
    public Caller {
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(connectionId, "connectionId");
        Objects.requireNonNull(method, "method");
    }
}
