package io.bush.realtime.redis.internal.command;

import io.bush.realtime.redis.internal.command.RedisFailure.Kind;
import io.bush.realtime.redis.internal.command.RedisFailure.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A script's reply, read with care: what is not there or of another type fails the call instead of the thread that reads
 * it. Thread safety: immutable.
 */
public final class Reply {

    private final Script script;
    private final List<@Nullable Object> parts;

    /**
     * Takes a reply.
     *
     * @param script whose
     * @param parts as {@link ScriptRunner#run} gives it
     */
    public Reply(Script script, List<@Nullable Object> parts) {
        this.script = script;
        this.parts = parts;
    }

    /**
     * Returns how many parts it has.
     *
     * @return the number
     */
    public int size() {
        return parts.size();
    }

    /**
     * Returns a number.
     *
     * @param at which part
     * @return the number
     * @throws RedisFailure when it is none
     */
    public long number(int at) {
        return part(at, Long.class);
    }

    /**
     * Returns bytes.
     *
     * @param at which part
     * @return the bytes
     * @throws RedisFailure when there are none
     */
    public byte[] bytes(int at) {
        return part(at, byte[].class);
    }

    /**
     * Returns text.
     *
     * @param at which part
     * @return the text
     * @throws RedisFailure when it is none
     */
    public String text(int at) {
        return new String(bytes(at), StandardCharsets.UTF_8);
    }

    /**
     * Returns a list of parts.
     *
     * @param at which part
     * @return the list, as a reply of its own
     * @throws RedisFailure when it is none
     */
    public Reply list(int at) {
        @SuppressWarnings("unchecked")
        List<@Nullable Object> list = part(at, List.class);
        return new Reply(script, list);
    }

    private <T> T part(int at, Class<T> type) {
        Object part = at < parts.size() ? parts.get(at) : null;
        if (!type.isInstance(part)) {
            throw unreadable("part " + at + " of " + parts.size() + " is no " + type.getSimpleName(), null);
        }
        return type.cast(part);
    }

    /**
     * Makes the failure of a call whose reply cannot be read.
     *
     * @param why what is wrong with it
     * @param cause what was thrown, or null
     * @return to be thrown
     */
    public RedisFailure unreadable(String why, @Nullable Throwable cause) {
        return new RedisFailure(
                Outcome.UNKNOWN, Kind.BROKEN, "the reply of " + script + " is not as it should be: " + why, cause);
    }
}
