package io.bush.realtime.jakarta.tck;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.jakarta.BushOptions;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One container under test. Each call starts a fresh server, on a free port of the loop-back address and with one entry at
 * {@link #PATH} unless it says otherwise. Its connections may be quiet for {@link #PATIENT}, which no busy machine is.
 */
public interface ContainerHarness {

    /** How long a container lets a connection be quiet. */
    Duration PATIENT = Duration.ofSeconds(40);
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
    default Running startServlet(ConnectionGate gate, BushOptions options) throws Exception {
        return startServlet(gate, options, PATIENT);
    }

    /**
     * Starts the container with the servlet entry and a timer of its own.
     *
     * @param gate behind it
     * @param options its options
     * @param quiet how long a connection may be, unless the adapter turns that off
     * @return the running server
     * @throws Exception when it does not start
     */
    Running startServlet(ConnectionGate gate, BushOptions options, Duration quiet) throws Exception;

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
     * {@link #BESIDE}. It takes little before a client reads.
     *
     * @param gate behind all of them
     * @param options their options
     * @return the running server
     * @throws Exception when it does not start
     */
    Running startPolling(ConnectionGate gate, BushOptions options) throws Exception;

    /**
     * Starts the container on a port of the loop-back address with whatever is registered. It takes little before a client reads.
     *
     * @param port where it listens
     * @param entries registers servlets and filters
     * @return the running server
     * @throws Exception when it does not start
     */
    Running startAt(int port, Consumer<ServletContext> entries) throws Exception;

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
