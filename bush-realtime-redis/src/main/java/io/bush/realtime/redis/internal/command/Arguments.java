package io.bush.realtime.redis.internal.command;

import io.bush.realtime.channel.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a script, in their order. Thread safety: none. */
public final class Arguments {

    private final List<byte[]> bytes = new ArrayList<>();

    /** Starts without any. */
    public Arguments() {}

    /**
     * Adds text.
     *
     * @param text any text
     * @return this
     */
    public Arguments text(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a whole number in decimal digits.
     *
     * @param number any number
     * @return this
     */
    public Arguments number(long number) {
        return text(Long.toString(number));
    }

    /**
     * Adds a time in milliseconds; what is shorter than one counts as one, because zero often means never or at once.
     *
     * @param time zero or more
     * @return this
     */
    public Arguments millis(Duration time) {
        long millis = time.toMillis();
        return number(millis == 0 && !time.isZero() ? 1 : millis);
    }

    /**
     * Adds JSON as it is.
     *
     * @param json the value
     * @return this
     */
    public Arguments json(Payload json) {
        byte[] copy = new byte[json.sizeBytes()];
        json.copyTo(copy, 0);
        return raw(copy);
    }

    /**
     * Adds bytes as they are.
     *
     * @param raw the bytes; must not be changed afterwards
     * @return this
     */
    public Arguments raw(byte[] raw) {
        bytes.add(raw);
        return this;
    }

    /**
     * Returns all of them.
     *
     * @return in the order in which they were added
     */
    public List<byte[]> list() {
        return List.copyOf(bytes);
    }
}
