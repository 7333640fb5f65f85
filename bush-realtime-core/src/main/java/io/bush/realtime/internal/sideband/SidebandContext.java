package io.bush.realtime.internal.sideband;

import io.bush.realtime.auth.GuestAccess;
import io.bush.realtime.internal.connection.Counters;
import io.bush.realtime.internal.reading.Turnstile;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.presence.PresenceSettings;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.time.NodeRuntime;

/** What the sidebands of a node share. Thread safety: as its parts. */
public record SidebandContext(
        NodeRuntime runtime,
        Turnstile turnstile,
        PresenceStore presence,
        LockStore locks,
        PresenceSettings settings,
        GuestAccess guests,
        RealtimeListener listener,
        Counters counters) {

    long nanoTime() {
        return runtime.clock().nanoTime();
    }
}
