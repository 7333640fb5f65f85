package io.bush.realtime.client.internal.user;

import io.bush.realtime.client.connection.ClientLimits;
import org.jspecify.annotations.Nullable;

/**
 * Counts what has arrived and is not yet handled, over all channels. Thread safety: safe for use by any thread.
 */
public final class Backlog {

    private final ClientLimits limits;
    private final Object lock = new Object();
    /** Frames that wait; guarded by lock. */
    private int frames;
    /** Their size; guarded by lock. */
    private long bytes;
    /** Told when half of the room is free; null if nobody waits for that. Guarded by lock. */
    private @Nullable Runnable waiting;

    /**
     * Makes an empty one.
     *
     * @param limits how much may wait
     */
    public Backlog(ClientLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes a frame in, unless there is no room. A single frame larger than the limit is let in when nothing waits.
     *
     * @param sizeBytes its size
     * @return false if there is no room
     */
    public boolean reserve(int sizeBytes) {
        synchronized (lock) {
            if (frames >= limits.backlogFrames() || (frames > 0 && bytes + sizeBytes > limits.backlogBytes())) {
                return false;
            }
            frames++;
            bytes += sizeBytes;
            return true;
        }
    }

    /**
     * Lets a frame go that was taken in.
     *
     * @param sizeBytes its size
     */
    public void release(int sizeBytes) {
        Runnable told;
        synchronized (lock) {
            frames--;
            bytes -= sizeBytes;
            told = isRoomy() ? waiting : null;
            if (told != null) {
                waiting = null;
            }
        }
        if (told != null) {
            told.run();
        }
    }

    /**
     * Asks to be told once when half of the room is free, at once if it is. Takes the place of an earlier request.
     *
     * @param told runs on any thread
     */
    public void whenRoomy(Runnable told) {
        synchronized (lock) {
            if (!isRoomy()) {
                waiting = told;
                return;
            }
            waiting = null;
        }
        told.run();
    }

    private boolean isRoomy() {
        return frames <= limits.backlogFrames() / 2 && bytes <= limits.backlogBytes() / 2;
    }

    /**
     * Says how much waits.
     *
     * @return for people
     */
    public String describe() {
        synchronized (lock) {
            return "%,d frames of %,d bytes wait for their handlers, allowed: %,d and %,d"
                    .formatted(frames, bytes, limits.backlogFrames(), limits.backlogBytes());
        }
    }
}
