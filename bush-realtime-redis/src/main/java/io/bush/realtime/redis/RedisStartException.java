package io.bush.realtime.redis;

import org.jspecify.annotations.Nullable;

/**
 * Redis could not be used when a node or a publisher was built: its message names the setting to look at, shows its value unless that is a
 * secret, and says what Redis said. Thread safety: immutable.
 */
public final class RedisStartException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message which setting, and what is wrong
     * @param cause what was thrown, or null
     */
    public RedisStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
