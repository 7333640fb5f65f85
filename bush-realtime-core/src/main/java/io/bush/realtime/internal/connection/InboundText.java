package io.bush.realtime.internal.connection;

import org.jspecify.annotations.Nullable;

/**
 * Puts the parts of a text message together and counts its bytes of UTF-8 (contract §3.5): up to the limit the text is
 * kept, above it only counted. Thread safety: for one thread at a time.
 */
final class InboundText {

    /** A message is counted to this many bytes, then the connection is closed. */
    static final int SKIM_BYTES = 1 << 20;

    private final int limitBytes;
    /** Bytes of the message so far. */
    private int bytes;
    /** Text of the message so far; null before a first part and above the limit. */
    private @Nullable StringBuilder text;

    InboundText(int limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Adds a part that is not the last; false when the message is beyond all patience. */
    boolean add(String part) {
        bytes += utf8Bytes(part);
        if (bytes > limitBytes) {
            text = null;
        } else {
            if (text == null) {
                text = new StringBuilder(part.length() * 2);
            }
            text.append(part);
        }
        return bytes <= SKIM_BYTES;
    }

    /** Adds the last part and returns the whole text; null when it is too large. */
    @Nullable
    String end(String part) {
        boolean whole = bytes == 0;
        add(part);
        String result = bytes > limitBytes || text == null ? null : whole ? part : text.toString();
        text = null;
        return result;
    }

    /** Returns the size of the message that just ended, and starts the next one. */
    int takeBytes() {
        int size = bytes;
        bytes = 0;
        return size;
    }

    /** Counts UTF-8 bytes; each half of a surrogate pair counts two, so that a pair may be split between parts. */
    static int utf8Bytes(String part) {
        int count = 0;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            count += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return count;
    }
}
