package io.bush.realtime.presence;

/** Receives the changes of presence. Calls must return quickly; those for one channel come one at a time, in order. */
@FunctionalInterface
public interface PresenceListener {

    /**
     * Somebody appeared, changed or left.
     *
     * @param change what changed
     */
    void onPresence(PresenceChange change);
}
