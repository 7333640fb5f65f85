package io.bush.realtime.client.internal.engine;

import io.bush.realtime.client.connection.BacklogLimits;

/**
 * Counts what has arrived and is not yet handled, over all channels. Thread safety: safe for use by any thread.
 */
final class Backlog {

    private final BacklogLimits limits;
    private final Object lock = new Object();
    /** Frames that wait; guarded by lock. */
    private int frames;
    /** Their size; guarded by lock. */
    private long bytes;

    Backlog(BacklogLimits limits) {
        this.limits = limits;
    }

    /** Takes a frame in, unless there is no room. A single frame larger than the limit is let in when nothing waits. */
    boolean reserve(int sizeBytes) {
        synchronized (lock) {
            if (frames >= limits.maxFrames() || (frames > 0 && bytes + sizeBytes > limits.maxBytes())) {
                return false;
            }
            frames++;
            bytes += sizeBytes;
            return true;
        }
    }

    void release(int sizeBytes) {
        synchronized (lock) {
            frames--;
            bytes -= sizeBytes;
        }
    }

    String describe() {
        synchronized (lock) {
            return "%,d frames of %,d bytes wait for their handlers, allowed: %,d and %,d"
                    .formatted(frames, bytes, limits.maxFrames(), limits.maxBytes());
        }
    }
}
