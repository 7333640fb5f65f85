package io.bush.realtime.channel;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A place in one channel's stream: the epoch of its log, the offset in it, and the tag of the event there
 * (contract §3.7).
 *
 * <p>Its text form, the {@code event_id}, is opaque ASCII of {@value #ID_LENGTH} characters: {@code evt_}, epoch, offset
 * as twelve hexadecimal digits, tag, and a check over channel and all of it, so that an id of another channel or a
 * damaged one is recognised without asking the log. Within an epoch ids sort as text like their offsets; an epoch begins
 * with the time it was made. Thread safety: immutable.
 *
 * @param epoch 22 lower-case hexadecimal digits: 48 bits of wall-clock milliseconds and 40 random bits
 * @param offset number of the event in its epoch, from 1; 0 is the place before the first event; below 2^48
 * @param tag 8 lower-case hexadecimal digits chosen at random when the event was stored; at offset 0 derived from channel
 *     and epoch
 */
public record Position(String epoch, long offset, String tag) {

    /** Length of an {@code event_id}. */
    public static final int ID_LENGTH = 54;

    private static final String PREFIX = "evt_";
    private static final int EPOCH_DIGITS = 22;
    private static final int OFFSET_DIGITS = 12;
    private static final int TAG_DIGITS = 8;
    private static final int CHECK_DIGITS = 8;
    private static final int BODY_LENGTH = ID_LENGTH - CHECK_DIGITS;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long MAX_OFFSET = (1L << 48) - 1;

    /** Refuses parts that would not survive the text form. */
    public Position {
        if (!isHex(epoch, EPOCH_DIGITS) || !isHex(tag, TAG_DIGITS) || offset < 0 || offset > MAX_OFFSET) {
            throw new IllegalArgumentException(
                    "not a position: epoch " + epoch + ", offset " + offset + ", tag " + tag);
        }
    }

    /**
     * Returns the place before the first event of an epoch. Its tag depends on the channel, so that the empty starts of
     * two channels differ.
     *
     * @param channel the channel
     * @param epoch the epoch
     * @return offset 0 of that epoch
     */
    public static Position start(Channel channel, String epoch) {
        return new Position(epoch, 0, hex(crc(channel, epoch + "start"), TAG_DIGITS));
    }

    /**
     * Writes an epoch from its two parts.
     *
     * @param wallMillis milliseconds since 1970, so that ids normally sort over epochs too
     * @param random at least 40 random bits; the lowest 40 are used
     * @return 22 hexadecimal digits
     */
    public static String epoch(long wallMillis, long random) {
        return hex(wallMillis, 12) + hex(random, 10);
    }

    /**
     * Writes a tag from random bits.
     *
     * @param random the lowest 32 bits are used
     * @return 8 hexadecimal digits
     */
    public static String tag(int random) {
        return hex(random, TAG_DIGITS);
    }

    /**
     * Returns the {@code event_id} that stands for this position on the wire.
     *
     * @param channel the channel the position belongs to
     * @return ASCII text of {@value #ID_LENGTH} characters
     */
    public String eventId(Channel channel) {
        byte[] out = checked(channel, BODY_LENGTH + CHECK_DIGITS);
        int at = put(PREFIX, out, out.length - ID_LENGTH);
        at = put(epoch, out, at);
        at = hex(offset, OFFSET_DIGITS, out, at);
        at = put(tag, out, at);
        hex(crc(out, at), CHECK_DIGITS, out, at);
        return new String(out, out.length - ID_LENGTH, ID_LENGTH, StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads an {@code event_id}.
     *
     * @param channel the channel it is said to belong to
     * @param text anything a client sent
     * @return the position, or null when the text is not an id of this channel
     */
    public static @Nullable Position parse(Channel channel, String text) {
        if (text.length() != ID_LENGTH || !text.startsWith(PREFIX)) {
            return null;
        }
        String body = text.substring(0, BODY_LENGTH);
        int offsetAt = PREFIX.length() + EPOCH_DIGITS;
        String epoch = text.substring(PREFIX.length(), offsetAt);
        String offset = text.substring(offsetAt, offsetAt + OFFSET_DIGITS);
        String tag = text.substring(offsetAt + OFFSET_DIGITS, BODY_LENGTH);
        boolean wellFormed = isHex(epoch, EPOCH_DIGITS) && isHex(offset, OFFSET_DIGITS) && isHex(tag, TAG_DIGITS);
        if (!wellFormed || !text.endsWith(hex(crc(channel, body), CHECK_DIGITS))) {
            return null;
        }
        return new Position(epoch, Long.parseLong(offset, 16), tag);
    }

    private static long crc(Channel channel, String body) {
        byte[] text = checked(channel, body.length());
        put(body, text, text.length - body.length());
        return crc(text, text.length);
    }

    private static long crc(byte[] text, int length) {
        CRC32 crc = new CRC32();
        crc.update(text, 0, length);
        return crc.getValue();
    }

    /** What is checked begins with the channel; room for the rest is left. One array, because each event has an id. */
    private static byte[] checked(Channel channel, int more) {
        String type = channel.type();
        String id = channel.id();
        byte[] text = new byte[type.length() + id.length() + 2 + more];
        int at = put(type, text, 0);
        text[at++] = ':';
        at = put(id, text, at);
        text[at] = ' ';
        return text;
    }

    private static int put(String ascii, byte[] target, int at) {
        for (int i = 0; i < ascii.length(); i++) {
            target[at + i] = (byte) ascii.charAt(i);
        }
        return at + ascii.length();
    }

    private static int hex(long value, int digits, byte[] target, int at) {
        for (int i = digits - 1, shift = 0; i >= 0; i--, shift += 4) {
            target[at + i] = HEX[(int) (value >>> shift) & 0xf];
        }
        return at + digits;
    }

    private static String hex(long value, int digits) {
        byte[] out = new byte[digits];
        hex(value, digits, out, 0);
        return new String(out, StandardCharsets.ISO_8859_1);
    }

    private static boolean isHex(String text, int digits) {
        if (Objects.requireNonNull(text, "text").length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
