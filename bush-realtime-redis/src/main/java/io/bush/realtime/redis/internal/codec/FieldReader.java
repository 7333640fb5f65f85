package io.bush.realtime.redis.internal.codec;

import io.bush.realtime.channel.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link FieldWriter} wrote. Numbers it does not know are skipped, so that a newer node may say more; a field that
 * ends behind the message, or comes twice, is malformed. Thread safety: none.
 */
public final class FieldReader {

    /** Fields of higher numbers are skipped. */
    private static final int KNOWN = 31;

    private final byte[] bytes;
    /** Where each field begins; 0 for absent ones, because no field begins at 0. */
    private final int[] starts = new int[KNOWN + 1];

    private final int[] lengths = new int[KNOWN + 1];

    /**
     * Looks where the fields are.
     *
     * @param bytes a message
     * @param from where its fields begin, at least 1
     * @throws MalformedMessageException when they do not fit into it
     */
    public FieldReader(byte[] bytes, int from) throws MalformedMessageException {
        this.bytes = bytes;
        int at = from;
        while (at < bytes.length) {
            int number = bytes[at++];
            long length = 0;
            int shift = 0;
            int next;
            do {
                if (at == bytes.length || shift > 28) {
                    throw new MalformedMessageException("a field has no length");
                }
                next = bytes[at++];
                length |= (long) (next & 0x7f) << shift;
                shift += 7;
            } while (next < 0);
            if (number < 1 || length > bytes.length - at) {
                throw new MalformedMessageException("field " + number + " of " + length + " bytes does not fit");
            }
            note(number, at, (int) length);
            at += (int) length;
        }
    }

    private void note(int number, int at, int length) throws MalformedMessageException {
        if (number > KNOWN) {
            return;
        }
        if (starts[number] != 0) {
            throw new MalformedMessageException("field " + number + " comes twice");
        }
        starts[number] = at;
        lengths[number] = length;
    }

    /**
     * Reads a text that may be absent.
     *
     * @param number the field's number
     * @return the text, or null
     * @throws MalformedMessageException when it is not UTF-8
     */
    public @Nullable String text(int number) throws MalformedMessageException {
        if (starts[number] == 0) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, starts[number], lengths[number]))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("field " + number + " is not UTF-8");
        }
    }

    /**
     * Reads a text that must be there.
     *
     * @param number the field's number
     * @return the text
     * @throws MalformedMessageException when it is absent or not UTF-8
     */
    public String requiredText(int number) throws MalformedMessageException {
        String text = text(number);
        if (text == null) {
            throw new MalformedMessageException("field " + number + " is absent");
        }
        return text;
    }

    /**
     * Reads a JSON value that may be absent.
     *
     * @param number the field's number
     * @return the value, or null
     * @throws MalformedMessageException when it is not one valid JSON value
     */
    public @Nullable Payload json(int number) throws MalformedMessageException {
        int start = starts[number];
        if (start == 0) {
            return null;
        }
        if (!JsonSyntax.isOneValue(bytes, start, lengths[number])) {
            throw new MalformedMessageException("field " + number + " is not one JSON value");
        }
        return Payload.ofTrusted(Arrays.copyOfRange(bytes, start, start + lengths[number]));
    }

    /**
     * Reads a JSON value that must be there.
     *
     * @param number the field's number
     * @return the value
     * @throws MalformedMessageException when it is absent or not one valid JSON value
     */
    public Payload requiredJson(int number) throws MalformedMessageException {
        Payload value = json(number);
        if (value == null) {
            throw new MalformedMessageException("field " + number + " is absent");
        }
        return value;
    }

    /**
     * Reads a number that must be there.
     *
     * @param number the field's number
     * @return the number
     * @throws MalformedMessageException when it is absent or not of 8 bytes
     */
    public long requiredNumber(int number) throws MalformedMessageException {
        if (starts[number] == 0 || lengths[number] != Long.BYTES) {
            throw new MalformedMessageException("field " + number + " is not a number");
        }
        return ByteBuffer.wrap(bytes, starts[number], Long.BYTES).getLong();
    }
}
