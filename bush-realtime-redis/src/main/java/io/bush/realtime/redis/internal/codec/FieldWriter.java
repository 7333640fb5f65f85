package io.bush.realtime.redis.internal.codec;

import io.bush.realtime.channel.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes numbered fields one after the other: number, length, bytes. Absent values are left out. Thread safety: none.
 */
public final class FieldWriter {

    private byte[] bytes;
    private int size;

    /**
     * Starts a message.
     *
     * @param first what stands before the fields
     * @param expected about how many bytes will follow
     */
    public FieldWriter(String first, int expected) {
        bytes = new byte[first.length() + expected];
        for (int i = 0; i < first.length(); i++) {
            bytes[size++] = (byte) first.charAt(i);
        }
    }

    /**
     * Writes a text.
     *
     * @param number the field's number, 1 to 127
     * @param value the text, or null for none
     * @return this
     */
    public FieldWriter text(int number, @Nullable String value) {
        if (value != null) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            begin(number, utf8.length);
            System.arraycopy(utf8, 0, bytes, size, utf8.length);
            size += utf8.length;
        }
        return this;
    }

    /**
     * Writes a JSON value.
     *
     * @param number the field's number, 1 to 127
     * @param value the value, or null for none
     * @return this
     */
    public FieldWriter json(int number, @Nullable Payload value) {
        if (value != null) {
            begin(number, value.sizeBytes());
            size = value.copyTo(bytes, size);
        }
        return this;
    }

    /**
     * Writes a number.
     *
     * @param number the field's number, 1 to 127
     * @param value the value
     * @return this
     */
    public FieldWriter number(int number, long value) {
        begin(number, Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    /**
     * Ends the message.
     *
     * @return all of it
     */
    public byte[] bytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void begin(int number, int length) {
        int room = size + 6 + length;
        if (room > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(room, bytes.length * 2));
        }
        bytes[size++] = (byte) number;
        int rest = length;
        while (rest > 0x7f) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }
}
