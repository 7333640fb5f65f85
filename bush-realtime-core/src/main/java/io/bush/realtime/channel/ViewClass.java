package io.bush.realtime.channel;

/** Who is looking: what an event shows can differ between them, and it is encoded once for each (contract §3.3). */
public enum ViewClass {
    /** An authenticated user. */
    MEMBER,
    /** Somebody who came with a share token. */
    GUEST
}
