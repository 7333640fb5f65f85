package io.bush.realtime.client.lock;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** There is no lock; says why. */
public final class LockException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient @Nullable LockedComment holder;
    private final @Nullable Duration retryAfter;

    /**
     * Makes the exception.
     *
     * @param code the server's error code, or {@code not_connected}
     * @param message for the log
     * @param holder who has it, or null
     * @param retryAfter when to try again, or null
     */
    public LockException(String code, String message, @Nullable LockedComment holder, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.holder = holder;
        this.retryAfter = retryAfter;
    }

    /**
     * Returns why: {@code comment.locked} when somebody else has it, another error code of the server, or {@code
     * not_connected} when there was no connection, or no confirmed subscription on it in time.
     *
     * @return the code
     */
    public String code() {
        return code;
    }

    /**
     * Returns who edits the comment.
     *
     * @return the holder; empty unless the code is {@code comment.locked}
     */
    public Optional<LockedComment> holder() {
        return Optional.ofNullable(holder);
    }

    /**
     * Returns when to try again.
     *
     * @return the time; empty if the server did not say
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
