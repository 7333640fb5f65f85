package io.bush.realtime.transport;

import io.bush.realtime.protocol.Frame;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames that leave together in one write: made once and shared by every connection that gets the same ones
 * (HOUSE rule 5, "the lane is the batching point").
 *
 * <p>Shape: the frames in order, their size, and the ready WebSocket bytes as soon as a transport asked for them. Thread
 * safety: immutable to the outside; two threads may both make the bytes, which are the same.
 */
public final class FrameBatch {

    private final List<Frame> frames;
    private final int sizeBytes;
    /** Complete unmasked WebSocket text frames, one after the other; null until first asked for. */
    private byte @Nullable [] wire;

    private FrameBatch(List<Frame> frames, int sizeBytes) {
        this.frames = frames;
        this.sizeBytes = sizeBytes;
    }

    /**
     * Makes a batch of one frame.
     *
     * @param frame the frame
     * @return the batch
     */
    public static FrameBatch of(Frame frame) {
        return new FrameBatch(List.of(frame), frame.sizeBytes());
    }

    /**
     * Makes a batch.
     *
     * @param frames one or more frames, in order
     * @return the batch
     */
    public static FrameBatch of(List<Frame> frames) {
        if (frames.isEmpty()) {
            throw new IllegalArgumentException("a batch holds at least one frame");
        }
        int size = 0;
        for (Frame frame : frames) {
            size += frame.sizeBytes();
        }
        return new FrameBatch(List.copyOf(frames), size);
    }

    /**
     * Returns the frames in order.
     *
     * @return one or more frames
     */
    public List<Frame> frames() {
        return frames;
    }

    /**
     * Returns the size without framing.
     *
     * @return bytes of UTF-8 of all frames
     */
    public int sizeBytes() {
        return sizeBytes;
    }

    /**
     * Returns the whole batch as complete, unmasked, unextended WebSocket text frames (RFC 6455 §5.2), for transports
     * that can write them as they are.
     *
     * @return a read-only view with its own position
     */
    public ByteBuffer wire() {
        byte[] known = wire;
        if (known == null) {
            known = encode();
            wire = known;
        }
        return ByteBuffer.wrap(known).asReadOnlyBuffer();
    }

    private byte[] encode() {
        int total = 0;
        for (Frame frame : frames) {
            total += headerBytes(frame.sizeBytes()) + frame.sizeBytes();
        }
        byte[] out = new byte[total];
        int at = 0;
        for (Frame frame : frames) {
            at = header(out, at, frame.sizeBytes());
            at = frame.copyTo(out, at);
        }
        return out;
    }

    /**
     * Returns how many bytes precede a payload of a given length in {@link #wire()}.
     *
     * @param length the payload's bytes
     * @return 2, 4 or 10
     */
    public static int headerBytes(int length) {
        return length < 126 ? 2 : length < 65_536 ? 4 : 10;
    }

    private static int header(byte[] out, int start, int length) {
        int at = start;
        out[at++] = (byte) 0x81;
        if (length < 126) {
            out[at++] = (byte) length;
        } else if (length < 65_536) {
            out[at++] = 126;
            out[at++] = (byte) (length >>> 8);
            out[at++] = (byte) length;
        } else {
            out[at++] = 127;
            for (int shift = 56; shift >= 0; shift -= 8) {
                out[at++] = (byte) ((long) length >>> shift);
            }
        }
        return at;
    }
}
