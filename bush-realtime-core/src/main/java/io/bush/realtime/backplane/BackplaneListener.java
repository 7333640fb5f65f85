package io.bush.realtime.backplane;

/**
 * Hears whether what the nodes share can be reached (contract §7). One call for each change, in order, on any thread;
 * calls must return quickly. Before the first call the back end counts as reachable.
 */
public interface BackplaneListener {

    /**
     * The back end cannot be reached any more. What is asked of it from now on may fail at once.
     *
     * @param cause why
     */
    void onOutage(Throwable cause);

    /** The back end can be reached again. What is asked of it from now on is answered again. */
    void onReturn();
}
