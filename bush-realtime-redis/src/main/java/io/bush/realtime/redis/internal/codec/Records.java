package io.bush.realtime.redis.internal.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads records that scripts write: a line {@code kind number… length…} and then the parts, as long as it says; the length
 * -1 means that there is no such part. Thread safety: none.
 */
public final class Records {

    /** Longest first line that is read. */
    private static final int MOST_LINE = 200;

    private final byte[] bytes;
    /** Where the next record begins. */
    private int at;
    /** The first line of the current record, split. */
    private String[] words = new String[0];
    /** Where each part begins, and behind them the end; a part that is not there begins at -1. */
    private int[] begins = new int[0];
    /** How many numbers stand before the lengths. */
    private int numbers;

    /**
     * Begins to read.
     *
     * @param bytes records one behind the other
     * @param at where the first begins
     */
    public Records(byte[] bytes, int at) {
        this.bytes = bytes;
        this.at = at;
    }

    /**
     * Goes on to the next record.
     *
     * @param ofNumbers how many numbers one has
     * @param ofParts how many parts one has
     * @return false when there is none
     * @throws IllegalArgumentException when it is no such record
     */
    public boolean next(int ofNumbers, int ofParts) {
        if (at == bytes.length) {
            return false;
        }
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        if (end == bytes.length || end - at > MOST_LINE) {
            throw new IllegalArgumentException("a record without a first line");
        }
        words = new String(bytes, at, end - at, StandardCharsets.US_ASCII).split(" ", -1);
        numbers = ofNumbers;
        if (words.length != 1 + ofNumbers + ofParts) {
            throw new IllegalArgumentException("a record of " + words.length + " words");
        }
        begins = new int[ofParts + 1];
        int next = end + 1;
        for (int part = 0; part < ofParts; part++) {
            long length = parsed(1 + ofNumbers + part);
            begins[part] = length < 0 ? -1 : next;
            if (length > bytes.length - next) {
                throw new IllegalArgumentException("a record that ends after its message");
            }
            next += (int) Math.max(length, 0);
        }
        begins[ofParts] = next;
        at = next;
        return true;
    }

    private long parsed(int word) {
        try {
            return Long.parseLong(words[word]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a record in which " + word + " is no number", e);
        }
    }

    /**
     * Returns the current record's kind.
     *
     * @return the first word
     */
    public String kind() {
        return words[0];
    }

    /**
     * Returns a number of the current record.
     *
     * @param index which
     * @return the number
     * @throws IllegalArgumentException when it is none
     */
    public long number(int index) {
        if (index >= numbers) {
            throw new IndexOutOfBoundsException(index);
        }
        return parsed(1 + index);
    }

    /**
     * Returns a part of the current record.
     *
     * @param part which
     * @return a copy
     * @throws IllegalArgumentException when there is none
     */
    public byte[] bytes(int part) {
        if (begins[part] < 0) {
            throw new IllegalArgumentException("a record without part " + part);
        }
        int end = part + 1;
        while (begins[end] < 0) {
            end++;
        }
        return Arrays.copyOfRange(bytes, begins[part], begins[end]);
    }

    /**
     * Returns a part of the current record as text.
     *
     * @param part which
     * @return the text, or null when there is none
     */
    public @Nullable String textOrNull(int part) {
        return begins[part] < 0 ? null : new String(bytes(part), StandardCharsets.UTF_8);
    }
}
