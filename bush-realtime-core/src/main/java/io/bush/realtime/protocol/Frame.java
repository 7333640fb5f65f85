package io.bush.realtime.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One encoded text message, made once and shared by everybody who gets it (HOUSE rule "encode once").
 *
 * <p>Shape: the UTF-8 bytes, and the text as soon as a transport asked for it. Thread safety: immutable to the outside;
 * two threads may both make the text, which is the same.
 */
public final class Frame {

    private final byte[] utf8;
    /** The same message as text; null until first asked for. Written without a lock: every value is equal. */
    private @Nullable String text;

    private Frame(byte[] utf8, @Nullable String text) {
        this.utf8 = utf8;
        this.text = text;
    }

    /**
     * Makes a frame of bytes that must not be changed afterwards.
     *
     * @param utf8 valid UTF-8
     * @return the frame
     */
    public static Frame ofUtf8(byte[] utf8) {
        return new Frame(utf8, null);
    }

    /**
     * Makes a frame of text.
     *
     * @param text the message, without lone surrogates
     * @return the frame
     */
    public static Frame ofText(String text) {
        return new Frame(text.getBytes(StandardCharsets.UTF_8), text);
    }

    /**
     * Returns the size on the wire without framing.
     *
     * @return bytes of UTF-8
     */
    public int sizeBytes() {
        return utf8.length;
    }

    /**
     * Returns the message as text, for transports that only take text.
     *
     * @return the text
     */
    public String text() {
        String known = text;
        if (known == null) {
            known = new String(utf8, StandardCharsets.UTF_8);
            text = known;
        }
        return known;
    }

    /**
     * Returns a read-only view of the bytes with its own position.
     *
     * @return the bytes
     */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
    }

    /**
     * Copies the bytes into an array.
     *
     * @param target where to
     * @param at index of the first byte
     * @return the index after the last byte
     */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(utf8, 0, target, at, utf8.length);
        return at + utf8.length;
    }
}
