package io.bush.realtime.jakarta.internal;

import io.bush.realtime.transport.TransportListener;
import org.jspecify.annotations.Nullable;

/**
 * The door between a container's callbacks and a connection: one call at a time, and exactly one end, however often, from
 * however many threads and in whatever order containers report things. Thread safety: safe for use by any thread; the
 * listener is called under the lock, which is safe because it never blocks.
 */
public final class Inbound {

    /** A binary message counts once more for each of these, so that an endless one is not free. */
    private static final int BINARY_COUNT_BYTES = 1 << 20;

    /** Null until {@link #open}. Guarded by this, like every field. */
    private @Nullable TransportListener listener;

    private boolean ended;
    private int endCode;
    private boolean inBinary;
    private long binaryBytes;

    /** Makes a closed door. */
    public Inbound() {}

    /**
     * Lets calls through.
     *
     * @param connection who hears them; at once of an end that came before
     */
    public synchronized void open(TransportListener connection) {
        listener = connection;
        if (ended) {
            connection.onClosed(endCode);
        }
    }

    /**
     * A part of a text message came.
     *
     * @param part the characters
     * @param last whether the message ends with it
     */
    public synchronized void text(String part, boolean last) {
        if (ended || listener == null) {
            return;
        }
        if (last) {
            listener.onTextEnd(part);
        } else if (!part.isEmpty()) {
            listener.onTextPart(part);
        }
    }

    /**
     * A part of a binary message came.
     *
     * @param bytes its size
     * @param last whether the message ends with it
     */
    public synchronized void binary(int bytes, boolean last) {
        if (ended || listener == null) {
            return;
        }
        binaryBytes += bytes;
        if (!inBinary || binaryBytes >= BINARY_COUNT_BYTES) {
            binaryBytes = 0;
            listener.onBinary();
        }
        inBinary = !last;
    }

    /** A pong came. */
    public synchronized void pong() {
        if (!ended && listener != null) {
            listener.onPong();
        }
    }

    /**
     * The socket is gone. Only the first call counts.
     *
     * @param code the close code
     */
    public synchronized void end(int code) {
        if (ended) {
            return;
        }
        ended = true;
        endCode = code;
        if (listener != null) {
            listener.onClosed(code);
        }
    }
}
