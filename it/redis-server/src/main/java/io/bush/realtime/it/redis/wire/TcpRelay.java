package io.bush.realtime.it.redis.wire;

import io.bush.realtime.it.relay.Relay;
import io.bush.realtime.it.relay.RelayFaults;

/**
 * Stands between clients and a Redis server and does to their connections what networks do. It tells connections that
 * have subscribed to something from all others, so that one kind can fail while the other does not.
 *
 * <p>Thread safety: any thread.
 */
public final class TcpRelay implements AutoCloseable {

    // Ends the word in a frame, so it is found in SUBSCRIBE, PSUBSCRIBE and SSUBSCRIBE.
    private static final String SUBSCRIBE = "SUBSCRIBE\r\n";

    private final Relay relay;

    private TcpRelay(Relay relay) {
        this.relay = relay;
    }

    /**
     * Starts a relay on a free port.
     *
     * @param target the port of the server on this machine
     * @return the relay
     */
    public static TcpRelay to(int target) {
        return new TcpRelay(Relay.to(target, SUBSCRIBE));
    }

    /**
     * Returns where it listens.
     *
     * @return the port
     */
    public int port() {
        return relay.port();
    }

    /**
     * Returns where it listens, as drivers want it.
     *
     * @return such as {@code redis://127.0.0.1:12345}
     */
    public String uri() {
        return "redis://127.0.0.1:" + port();
    }

    /**
     * Sends new connections to another server.
     *
     * @param target its port on this machine
     */
    public void target(int target) {
        relay.target(target);
    }

    /**
     * Returns what can be done to all connections.
     *
     * @return the faults
     */
    public RelayFaults all() {
        return relay.all();
    }

    /**
     * Returns what can be done to connections that never subscribed, new ones among them.
     *
     * @return the faults
     */
    public RelayFaults commands() {
        return relay.unmarked();
    }

    /**
     * Returns what can be done to connections that have subscribed to something.
     *
     * @return the faults
     */
    public RelayFaults pubSub() {
        return relay.marked();
    }

    /** From now on nobody listens: new connections are refused, those that exist stay. */
    public void refuse() {
        relay.refuse();
    }

    /** Takes new connections again. */
    public void accept() {
        relay.accept();
    }

    @Override
    public void close() {
        relay.close();
    }
}
