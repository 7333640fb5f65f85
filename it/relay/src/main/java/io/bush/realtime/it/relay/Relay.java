package io.bush.realtime.it.relay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands between clients and a server and does to their connections what networks do. It can tell connections whose
 * client has sent a certain word from all others, so that one kind can fail while the other does not.
 *
 * <p>Thread safety: any thread.
 */
public final class Relay implements AutoCloseable {

    private static final int BACKLOG = 512;

    private final int port;
    // What ends up in the kind of its own; empty if nothing does.
    private final String word;
    private final RelaySwitches plain = new RelaySwitches();
    private final RelaySwitches marked = new RelaySwitches();
    // Kinds of connections that were set apart.
    private final List<RelaySwitches> apart = new CopyOnWriteArrayList<>();
    private volatile int target;
    // Both guarded by this. Null while refusing, and after the end.
    private @Nullable ServerSocket server;
    private @Nullable Thread acceptor;

    private Relay(int port, int target, String word) {
        this.port = port;
        this.target = target;
        this.word = word;
    }

    /**
     * Starts a relay on a free port.
     *
     * @param target the port of the server on this machine
     * @return the relay
     */
    public static Relay to(int target) {
        return to(target, "");
    }

    /**
     * Starts a relay on a free port that tells two kinds of connections apart.
     *
     * @param target the port of the server on this machine
     * @param word makes a connection one of {@link #marked}, in ASCII and in upper case; in requests its case does not matter
     * @return the relay
     */
    public static Relay to(int target, String word) {
        Relay relay = new Relay(FreePort.next(), target, word);
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
     * Sends new connections to another server.
     *
     * @param target its port on this machine
     */
    public void target(int target) {
        this.target = target;
    }

    /**
     * Returns what can be done to all connections, but for those that were set apart.
     *
     * @return the faults
     */
    public RelayFaults all() {
        return new RelayFaults(List.of(plain, marked));
    }

    /**
     * Returns what can be done to connections whose client has not sent the word, new ones among them.
     *
     * @return the faults
     */
    public RelayFaults unmarked() {
        return new RelayFaults(List.of(plain));
    }

    /**
     * Returns what can be done to connections whose client has sent the word.
     *
     * @return the faults
     */
    public RelayFaults marked() {
        return new RelayFaults(List.of(marked));
    }

    /**
     * Sets the connections there are now apart: what is done to them is not done to those that come.
     *
     * @return what can be done to them
     */
    public RelayFaults setApart() {
        RelaySwitches kind = new RelaySwitches();
        apart.add(kind);
        for (RelaySwitches before : List.of(plain, marked)) {
            before.links().forEach(it -> it.become(kind));
        }
        return new RelayFaults(List.of(kind));
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
            new RelayLink(client, plain, new Marking()).start(target);
        }
    }

    @Override
    public void close() {
        refuse();
        RelayFaults everything = new RelayFaults(
                Stream.concat(List.of(plain, marked).stream(), apart.stream()).toList());
        everything.heal();
        everything.cut();
    }

    /** Waits for the word in what one client sends. */
    private final class Marking implements RelayLink.Watch {
        // The last characters so far, as a word may be split; null when there is nothing to wait for any more.
        private @Nullable String tail = word.isEmpty() ? null : "";

        @Override
        public @Nullable RelaySwitches sees(byte[] block, int count) {
            if (tail == null) {
                return null;
            }
            String seen = tail + new String(block, 0, count, StandardCharsets.ISO_8859_1);
            if (seen.toUpperCase(Locale.ROOT).contains(word)) {
                tail = null;
                return marked;
            }
            tail = seen.substring(Math.max(0, seen.length() - word.length()));
            return null;
        }
    }
}
