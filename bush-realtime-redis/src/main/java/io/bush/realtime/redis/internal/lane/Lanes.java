package io.bush.realtime.redis.internal.lane;

import java.util.concurrent.Executor;

/** A fixed number of lanes; the same name always has the same one. Thread safety: immutable. */
public final class Lanes {

    private final Lane[] lanes;

    /**
     * Makes lanes on an executor.
     *
     * @param executor runs them
     * @param count how many
     */
    public Lanes(Executor executor, int count) {
        lanes = new Lane[count];
        for (int i = 0; i < count; i++) {
            lanes[i] = new Lane(executor);
        }
    }

    /**
     * Returns the lane of a name.
     *
     * @param name a key or a pub/sub channel
     * @return its lane
     */
    public Lane of(String name) {
        int hash = name.hashCode();
        return lanes[Math.floorMod(hash ^ (hash >>> 16), lanes.length)];
    }
}
