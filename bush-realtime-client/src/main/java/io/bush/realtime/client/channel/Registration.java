package io.bush.realtime.client.channel;

/** A handler that was added and can be taken away again. Thread safety: safe for use by any thread. */
@FunctionalInterface
public interface Registration {

    /** Takes the handler away: it is not called again, though a call under way on another thread may still end. */
    void off();
}
