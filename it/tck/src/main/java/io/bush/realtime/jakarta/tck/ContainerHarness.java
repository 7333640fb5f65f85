package io.bush.realtime.jakarta.tck;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushOptions;

/**
 * One container under test. Each call starts a fresh server on a free port of the loop-back address with one entry at
 * {@link #PATH}.
 */
public interface ContainerHarness {

    /** Where the entry is. */
    String PATH = "/v4/cable";
    /** What polls begin with. */
    String POLLING = "/v4";
    /** What polls begin with that come through a filter. */
    String BESIDE = "/beside";

    /**
     * Starts the container with the servlet entry.
     *
     * @param gate behind it
     * @param options its options
     * @return the running server
     * @throws Exception when it does not start
     */
    Running startServlet(ConnectionGate gate, BushOptions options) throws Exception;

    /**
     * Starts the container with the plain endpoint entry.
     *
     * @param gate behind it
     * @param options its options
     * @return the running server
     * @throws Exception when it does not start
     */
    Running startPlain(ConnectionGate gate, BushOptions options) throws Exception;

    /**
     * Starts the container with the servlet entry, polling below {@link #POLLING} and polling beside other servlets below
     * {@link #BESIDE}. Its connections may be quiet for 20 seconds.
     *
     * @param gate behind all of them
     * @param options their options
     * @return the running server
     * @throws Exception when it does not start
     */
    Running startPolling(ConnectionGate gate, BushOptions options) throws Exception;

    /** A running server. */
    interface Running {

        /**
         * Returns where it listens.
         *
         * @return the port
         */
        int port();

        /**
         * Stops it.
         *
         * @throws Exception when it does not stop
         */
        void stop() throws Exception;
    }
}
