package io.bush.realtime.benchmarks.loopback;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * An event's data, about 256 bytes of JSON. Number and time come last and have a fixed width, so that the client finds
 * them from the end of a frame without reading JSON.
 *
 * @param s number in the channel, eight digits
 * @param t when it was due, monotonic nanoseconds, nineteen digits
 */
@JsonPropertyOrder({"id", "text", "author", "s", "t"})
record Comment(String id, String text, String author, String s, String t) {

    /** Bytes from the last brace back to the first digit of the time, and of the number. */
    static final int TIME_FROM_END = 3 + 19;

    static final int NUMBER_FROM_END = TIME_FROM_END + 7 + 8;

    private static final String TEXT = "lorem ipsum dolor sit amet, ".repeat(4);

    static Comment of(int number, long dueNanos) {
        return new Comment("comment_00000001", TEXT, "user_00000001", padded(number, 8), padded(dueNanos, 19));
    }

    private static String padded(long value, int digits) {
        StringBuilder text = new StringBuilder(digits).append(value);
        while (text.length() < digits) {
            text.insert(0, '0');
        }
        return text.toString();
    }
}
