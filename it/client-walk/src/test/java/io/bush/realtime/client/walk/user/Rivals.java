package io.bush.realtime.client.walk.user;

import java.util.LinkedHashSet;
import java.util.Set;

/** Everybody who had a lock: when somebody gets one, nobody of another user may believe in the same (contract P8). */
public final class Rivals {

    private final Set<WalkLocks> all = new LinkedHashSet<>();

    void granted(WalkLocks to, WalkLocks.Had lock) {
        all.add(to);
        all.forEach(it -> it.judgeAgainst(to, lock));
    }
}
