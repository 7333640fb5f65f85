package io.bush.realtime.redis.internal.codec;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventContent;
import io.bush.realtime.channel.Position;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The bytes of an event, the same in a log and on the bus. Which channel it is of stands outside, in the key or the pub/sub
 * channel.
 *
 * <pre>
 * durable    e 1 epoch(22 hex) offset(15 digits) tag(8 hex) previous tag(8 hex) stored at(15 digits, ms) content
 * volatile   v 1 content
 * content    fields: 1 name  2 timestamp (ms)  3 data  4 guest data  5 user  6 except connection  7 except user
 *                    8 conflation key
 * </pre>
 *
 * <p>The script that stores an event writes everything before the content, in digits because Lua has no integers. Thread
 * safety: safe for use by any thread.
 */
public final class EventCodec {

    /** Digits of an offset or of a time in milliseconds. */
    public static final int NUMBER_DIGITS = 15;

    static final String DURABLE = "e1";
    static final String VOLATILE = "v1";

    private static final int EPOCH_AT = DURABLE.length();
    private static final int OFFSET_AT = EPOCH_AT + 22;
    private static final int TAG_AT = OFFSET_AT + NUMBER_DIGITS;
    private static final int PREVIOUS_AT = TAG_AT + 8;
    private static final int STORED_AT = PREVIOUS_AT + 8;
    private static final int CONTENT_AT = STORED_AT + NUMBER_DIGITS;

    private EventCodec() {}

    /**
     * Writes what a script stores behind an event's place.
     *
     * @param content the event
     * @return its content
     */
    public static byte[] content(EventContent content) {
        return write("", content);
    }

    /**
     * Writes a volatile event for the bus.
     *
     * @param content the event
     * @return the whole message
     */
    public static byte[] volatileEvent(EventContent content) {
        return write(VOLATILE, content);
    }

    private static byte[] write(String first, EventContent content) {
        return new FieldWriter(first, content.sizeBytes())
                .text(1, content.name())
                .number(2, content.timestamp().toEpochMilli())
                .json(3, content.data())
                .json(4, content.guestData())
                .text(5, content.userId())
                .text(6, content.exceptConnection())
                .text(7, content.exceptUser())
                .text(8, content.conflationKey())
                .bytes();
    }

    /**
     * Reads an event.
     *
     * @param channel where it was found
     * @param bytes an entry of a log or a message of the bus
     * @return the event, with an entry when it is durable
     * @throws MalformedMessageException when it is none
     */
    public static Event read(Channel channel, byte[] bytes) throws MalformedMessageException {
        try {
            if (startsWith(bytes, DURABLE) && bytes.length >= CONTENT_AT) {
                Event.Entry entry = new Event.Entry(
                        new Position(
                                ascii(bytes, EPOCH_AT, OFFSET_AT),
                                number(bytes, OFFSET_AT),
                                ascii(bytes, TAG_AT, PREVIOUS_AT)),
                        ascii(bytes, PREVIOUS_AT, STORED_AT),
                        Instant.ofEpochMilli(number(bytes, STORED_AT)));
                return new Event(content(channel, bytes, CONTENT_AT), entry);
            }
            if (startsWith(bytes, VOLATILE)) {
                return new Event(content(channel, bytes, VOLATILE.length()), null);
            }
        } catch (IllegalArgumentException e) {
            // Of Position, EventContent or a number: they say what they were given.
            throw new MalformedMessageException("a part of the event is out of range");
        }
        throw new MalformedMessageException("not an event of a version this node knows");
    }

    private static EventContent content(Channel channel, byte[] bytes, int at) throws MalformedMessageException {
        FieldReader fields = new FieldReader(bytes, at);
        return new EventContent(
                channel,
                fields.requiredText(1),
                Instant.ofEpochMilli(fields.requiredNumber(2)),
                fields.requiredJson(3),
                fields.json(4),
                fields.text(5),
                fields.text(6),
                fields.text(7),
                fields.text(8));
    }

    private static boolean startsWith(byte[] bytes, String first) {
        return bytes.length >= first.length() && bytes[0] == first.charAt(0) && bytes[1] == first.charAt(1);
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static long number(byte[] bytes, int at) {
        long number = 0;
        for (int i = at; i < at + NUMBER_DIGITS; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException("not a digit");
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
