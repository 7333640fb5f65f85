package io.bush.realtime.client.internal.transport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/**
 * A port at which nobody listens: it is taken, so that no other process comes to listen there, and nobody who connects to it meets
 * themselves. Thread safety: any thread.
 */
public final class PortOfNobody implements AutoCloseable {

    private final Socket holder = new Socket();

    /** Takes one. */
    public PortOfNobody() throws IOException {
        holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Where a client finds nobody. */
    public URI url() {
        return URI.create("ws://127.0.0.1:" + holder.getLocalPort() + "/v4/cable");
    }

    @Override
    public void close() throws IOException {
        holder.close();
    }
}
