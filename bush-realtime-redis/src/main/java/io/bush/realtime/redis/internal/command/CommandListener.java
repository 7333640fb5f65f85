package io.bush.realtime.redis.internal.command;

/** Hears how the commands fare. One call at a time, in order, on a lane of its own; calls must return quickly. */
public interface CommandListener {

    /**
     * Redis is not asked any more: the circuit breaker has opened.
     *
     * @param cause the failure that was one too many
     */
    void opened(RedisFailure cause);

    /** Redis answers again. */
    void closed();

    /** The server is not the one to write to, so what is connected to it hears nothing of what the others write. */
    void wrongServer();
}
