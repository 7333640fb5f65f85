package io.bush.realtime.lock;

import io.bush.realtime.channel.Channel;
import java.time.Instant;
import java.util.Objects;

/**
 * A lock that somebody holds. Thread safety: immutable.
 *
 * @param name what is locked
 * @param channel whose subscribers are told
 * @param owner who holds it
 * @param token the fencing token: greater than that of every earlier holder of the same name
 * @param expiresAt until when, on the store's clock
 */
public record HeldLock(LockName name, Channel channel, LockOwner owner, long token, Instant expiresAt) {

    /** Largest token: every JSON reader holds it exactly. */
    public static final long MAX_TOKEN = (1L << 53) - 1;

    /** Refuses absent parts. */
    public HeldLock {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }
}
