package io.bush.realtime.it.redis.wire;

import io.bush.realtime.it.redis.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a Redis server and does to their connections what networks do. It tells connections that
 * have subscribed to something from all others, so that one kind can fail while the other does not.
 *
 * <p>Thread safety: any thread.
 */
public final class TcpRelay implements AutoCloseable {

    private static final int BACKLOG = 512;

    private final int port;
    private final RelaySwitches commands = new RelaySwitches();
    private final RelaySwitches pubSub = new RelaySwitches();
    private volatile int target;
    // Both guarded by this. Null while refusing, and after the end.
    private @Nullable ServerSocket server;
    private @Nullable Thread acceptor;

    private TcpRelay(int port, int target) {
        this.port = port;
        this.target = target;
    }

    /**
     * Starts a relay on a free port.
     *
     * @param target the port of the server on this machine
     * @return the relay
     */
    public static TcpRelay to(int target) {
        TcpRelay relay = new TcpRelay(FreePort.next(), target);
        relay.accept();
        return relay;
    }

    /**
     * Returns where it listens.
     *
     * @return the port
     */
    public int port() {
        return port;
    }

    /**
     * Returns where it listens, as drivers want it.
     *
     * @return such as {@code redis://127.0.0.1:12345}
     */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /**
     * Sends new connections to another server.
     *
     * @param target its port on this machine
     */
    public void target(int target) {
        this.target = target;
    }

    /**
     * Returns what can be done to all connections.
     *
     * @return the faults
     */
    public RelayFaults all() {
        return new RelayFaults(List.of(commands, pubSub));
    }

    /**
     * Returns what can be done to connections that never subscribed, new ones among them.
     *
     * @return the faults
     */
    public RelayFaults commands() {
        return new RelayFaults(List.of(commands));
    }

    /**
     * Returns what can be done to connections that have subscribed to something.
     *
     * @return the faults
     */
    public RelayFaults pubSub() {
        return new RelayFaults(List.of(pubSub));
    }

    /** From now on nobody listens: new connections are refused, those that exist stay. */
    public synchronized void refuse() {
        ServerSocket current = server;
        Thread accepting = acceptor;
        server = null;
        acceptor = null;
        if (current == null || accepting == null) {
            return;
        }
        RelayLink.closeQuietly(current);
        try {
            // The system takes connections as long as somebody waits for one.
            accepting.join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Takes new connections again. */
    public synchronized void accept() {
        if (server != null) {
            return;
        }
        try {
            ServerSocket opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
            server = opened;
            acceptor = RelayLink.daemon("relay-" + port, () -> acceptAll(opened));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void acceptAll(ServerSocket opened) {
        while (true) {
            Socket client;
            try {
                client = opened.accept();
            } catch (IOException closed) {
                return;
            }
            new RelayLink(client, commands, pubSub).start(target);
        }
    }

    @Override
    public void close() {
        refuse();
        all().heal();
        all().cut();
    }
}
