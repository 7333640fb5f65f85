package io.bush.realtime.simulation;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What the world does to a node, with how often it does it. */
enum Operation {
    PUBLISH(30, true),
    PUBLISH_BURST(6, false),
    PUBLISH_VOLATILE(10, false),
    SUBSCRIBE(12, true),
    SUBSCRIBE_SINCE(14, false),
    SUBSCRIBE_BATCH(4, false),
    UNSUBSCRIBE(6, false),
    CUT_CLIENT(4, false),
    CONNECT(10, true),
    STALL_READER(8, false),
    CUT_BUS(2, false),
    OVERRUN_LOG(3, false),
    RACE(5, false),
    PASS_TIME(5, false),
    FLIP_ACCESS(8, false),
    ASK_AGAIN(3, false),
    REVOKE(4, false),
    CLOSE_CHANNEL(1, false),
    RENEW_TOKEN(3, false),
    DISCONNECT(1, false),
    CLOSE_CLIENT(1, false),
    BE_PRESENT(16, false),
    LEAVE_PRESENCE(2, false),
    SIGNAL(5, false),
    LOCK(10, false),
    RENEW_LOCK(4, false),
    UNLOCK(4, false),
    FLIP_RIGHTS(2, false),
    OUTAGE(3, false),
    ELSEWHERE(10, false);

    /** What only happens in histories with outages of the whole back end. */
    static final Set<Operation> OF_OUTAGES = Collections.unmodifiableSet(EnumSet.of(OUTAGE, ELSEWHERE));

    final int weight;
    final boolean always;

    Operation(int weight, boolean always) {
        this.weight = weight;
        this.always = always;
    }
}
