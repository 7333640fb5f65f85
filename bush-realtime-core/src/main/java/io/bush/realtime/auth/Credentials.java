package io.bush.realtime.auth;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A token somebody presented. Its text form never shows the token (contract §3.1). Thread safety: immutable.
 *
 * @param token the token as it was sent
 * @param remoteAddress the client's address, or null when it is not known
 */
public record Credentials(String token, @Nullable String remoteAddress) {

    /** Refuses an absent token. */
    public Credentials {
        Objects.requireNonNull(token, "token");
    }

    @Override
    public String toString() {
        return "Credentials[token hidden, remoteAddress=" + remoteAddress + "]";
    }
}
