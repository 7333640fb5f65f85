package io.bush.realtime.protocol;

import io.bush.realtime.channel.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * JSON text as it grows, in UTF-8. Whoever writes keeps the grammar; this keeps the escapes and the digits. Thread safety:
 * for one thread.
 */
final class JsonBytes {

    /** 0000-01-01T00:00:00.000Z and 9999-12-31T23:59:59.999Z: what fits four digits of a year. */
    private static final long FIRST_MILLI = -62_167_219_200_000L;

    private static final long LAST_MILLI = 253_402_300_799_999L;
    private static final int MILLIS_PER_DAY = 86_400_000;
    /** Days from 0000-03-01, where the years of the calendar arithmetic begin, to 1970-01-01. */
    private static final int DAYS_TO_1970 = 719_468;

    private static final byte[] HEX = ascii("0123456789abcdef");

    /** What was written; the first {@link #size} bytes count. */
    private byte[] bytes;
    /** How many bytes were written. */
    private int size;

    JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int size() {
        return size;
    }

    /** Ends the writing; without a copy when the capacity was guessed right. */
    byte[] finish() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    JsonBytes raw(byte[] json) {
        need(json.length);
        System.arraycopy(json, 0, bytes, size, json.length);
        size += json.length;
        return this;
    }

    JsonBytes raw(Payload json) {
        need(json.sizeBytes());
        size = json.copyTo(bytes, size);
        return this;
    }

    /** Writes text that is known to be ASCII and is not escaped. */
    JsonBytes plain(String text) {
        int length = text.length();
        need(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) text.charAt(i);
        }
        size += length;
        return this;
    }

    JsonBytes plain(char ascii) {
        need(1);
        bytes[size++] = (byte) ascii;
        return this;
    }

    /** Writes a string with its quotes; half a surrogate pair becomes U+FFFD. */
    JsonBytes string(String text) {
        int length = text.length();
        need(length + 2);
        bytes[size++] = '"';
        int i = 0;
        for (; i < length; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x80 || c == '"' || c == '\\') {
                break;
            }
            bytes[size++] = (byte) c;
        }
        if (i < length) {
            escaped(text, i);
        }
        need(1);
        bytes[size++] = '"';
        return this;
    }

    private void escaped(String text, int from) {
        int length = text.length();
        // Six bytes a character is the worst case, a control character.
        need((length - from) * 6);
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                bytes[size++] = '\\';
                bytes[size++] = (byte) c;
            } else if (c < ' ') {
                control(c);
            } else if (c < 0x80) {
                bytes[size++] = (byte) c;
            } else if (c < 0x800) {
                bytes[size++] = (byte) (0xc0 | (c >> 6));
                more(c);
            } else if (!Character.isSurrogate(c)) {
                three(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                four(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                three('\ufffd');
            }
        }
    }

    private void control(char c) {
        bytes[size++] = '\\';
        int letter = "\b\t\n\f\r".indexOf(c);
        if (letter >= 0) {
            bytes[size++] = (byte) "btnfr".charAt(letter);
            return;
        }
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[c >> 4];
        bytes[size++] = HEX[c & 0xf];
    }

    private void three(char c) {
        bytes[size++] = (byte) (0xe0 | (c >> 12));
        more(c >> 6);
        more(c);
    }

    private void four(int codePoint) {
        bytes[size++] = (byte) (0xf0 | (codePoint >> 18));
        more(codePoint >> 12);
        more(codePoint >> 6);
        more(codePoint);
    }

    /** Writes a byte that goes on with a character: its lowest six bits. */
    private void more(int bits) {
        bytes[size++] = (byte) (0x80 | (bits & 0x3f));
    }

    JsonBytes number(long value) {
        return plain(Long.toString(value));
    }

    /** Writes a duration in whole milliseconds, rounded up so that nobody comes too early; a negative one as 0. */
    JsonBytes millis(Duration duration) {
        if (duration.isNegative()) {
            return number(0);
        }
        boolean huge = duration.toSeconds() > Long.MAX_VALUE / 1_000 - 1;
        return number(huge ? Long.MAX_VALUE : duration.plusNanos(999_999).toMillis());
    }

    /**
     * Writes a time with its quotes, always 24 characters between them, for example {@code 2026-01-15T10:30:00.000Z}. Finer
     * parts are cut off; times outside the years 0 to 9999 become the nearest inside.
     */
    JsonBytes time(Instant instant) {
        long second = Math.max(FIRST_MILLI / 1_000 - 1, Math.min(LAST_MILLI / 1_000 + 1, instant.getEpochSecond()));
        long exact = second * 1_000 + instant.getNano() / 1_000_000;
        long milli = Math.max(FIRST_MILLI, Math.min(LAST_MILLI, exact));
        int ofDay = (int) Math.floorMod(milli, (long) MILLIS_PER_DAY);
        need(26);
        bytes[size++] = '"';
        date((int) Math.floorDiv(milli, (long) MILLIS_PER_DAY));
        bytes[size++] = 'T';
        two(ofDay / 3_600_000);
        bytes[size++] = ':';
        two(ofDay / 60_000 % 60);
        bytes[size++] = ':';
        two(ofDay / 1_000 % 60);
        bytes[size++] = '.';
        two(ofDay % 1_000 / 10);
        bytes[size++] = (byte) ('0' + ofDay % 10);
        bytes[size++] = 'Z';
        bytes[size++] = '"';
        return this;
    }

    /** Years that begin in March put the leap day last, so that months need no table. */
    private void date(int daysSince1970) {
        int day = daysSince1970 + DAYS_TO_1970;
        int era = Math.floorDiv(day, 146_097);
        int ofEra = Math.floorMod(day, 146_097);
        int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int marchMonth = (5 * ofYear + 2) / 153;
        int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
        int year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
        two(year / 100);
        two(year % 100);
        bytes[size++] = '-';
        two(month);
        bytes[size++] = '-';
        two(ofYear - (153 * marchMonth + 2) / 5 + 1);
    }

    private void two(int value) {
        bytes[size++] = (byte) ('0' + value / 10);
        bytes[size++] = (byte) ('0' + value % 10);
    }

    private void need(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
