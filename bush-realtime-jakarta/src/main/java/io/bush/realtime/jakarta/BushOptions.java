package io.bush.realtime.jakarta;

import io.bush.realtime.jakarta.internal.Rung;
import java.util.List;
import java.util.Objects;

/**
 * How an entry treats handshakes and sockets. Start from {@link #DEFAULT}. Thread safety: immutable.
 *
 * @param origins which web pages may connect besides those of the server's own host and port (contract §3.17):
 *     {@code https://app.example}, with a port where it is not the scheme's own, {@code https://*.example} for every host
 *     below one, or {@code *} for all; default none. A request without {@code Origin} does not come from a web page and is
 *     allowed; {@code Origin: null} is refused
 * @param proxies whose word about a client's address is taken (contract §3.6); default nobody's
 * @param compression whether messages may be compressed; default {@link Compression#OFF}
 * @param unauthorized what a bad token gets; default {@link Unauthorized#CLOSE_4001}
 * @param path how sockets are written to; default {@link SocketPath#AUTO}
 */
public record BushOptions(
        List<String> origins,
        TrustedProxies proxies,
        Compression compression,
        Unauthorized unauthorized,
        SocketPath path) {

    /** The contract's defaults. */
    public static final BushOptions DEFAULT =
            new BushOptions(List.of(), TrustedProxies.NONE, Compression.OFF, Unauthorized.CLOSE_4001, SocketPath.AUTO);

    /** Refuses absent and malformed values. */
    public BushOptions {
        origins = List.copyOf(origins);
        origins.forEach(OriginRule::check);
        Objects.requireNonNull(proxies, "proxies");
        Objects.requireNonNull(compression, "compression");
        Objects.requireNonNull(unauthorized, "unauthorized");
        Objects.requireNonNull(path, "path");
    }

    /** Whether a client that offers {@code permessage-deflate} gets it. */
    public enum Compression {
        /** No. Every message is encoded once for everybody; compressed, it would be so once for each connection. */
        OFF,
        /**
         * Yes, with the container's own settings. Costs processor time and memory for every connection that negotiates
         * it, and such a connection is written to frame by frame. The API has no threshold; every message is compressed.
         */
        PERMESSAGE_DEFLATE
    }

    /** What a client with a bad token gets (contract §3.1). */
    public enum Unauthorized {
        /** The socket opens and is closed with 4001, which a browser can read. */
        CLOSE_4001,
        /**
         * The handshake is answered 401, which only clients other than browsers can read. Needs
         * {@link BushRealtime#register}, whose request waits asynchronously for the token check, so filters in front of it
         * must support that; {@code BushEndpointConfig} has no such answer and refuses this option.
         */
        HTTP_401
    }

    /** How sockets are written to. {@code NodeStats.transportPaths} tells which way is in use. */
    public enum SocketPath {
        /** The fastest way that works in this container; tried before it is used. */
        AUTO(Rung.JETTY_WIRE),
        /** The standard API only, in every container: {@code portable}. */
        PORTABLE(Rung.PORTABLE),
        /** At most Jetty's batches of frames: {@code jetty-batch}. */
        JETTY_BATCH(Rung.JETTY_BATCH),
        /** At most whole batches in one write: {@code jetty-wire}. */
        JETTY_WIRE(Rung.JETTY_WIRE);

        final Rung highest;

        SocketPath(Rung highest) {
            this.highest = highest;
        }
    }

    /**
     * Returns this with other origins.
     *
     * @param allowed the list
     * @return the changed copy
     */
    public BushOptions withOrigins(List<String> allowed) {
        return new BushOptions(allowed, proxies, compression, unauthorized, path);
    }

    /**
     * Returns this with other trusted proxies.
     *
     * @param trusted the proxies
     * @return the changed copy
     */
    public BushOptions withProxies(TrustedProxies trusted) {
        return new BushOptions(origins, trusted, compression, unauthorized, path);
    }

    /**
     * Returns this with another compression.
     *
     * @param changed the compression
     * @return the changed copy
     */
    public BushOptions withCompression(Compression changed) {
        return new BushOptions(origins, proxies, changed, unauthorized, path);
    }

    /**
     * Returns this with another answer to a bad token.
     *
     * @param changed the answer
     * @return the changed copy
     */
    public BushOptions withUnauthorized(Unauthorized changed) {
        return new BushOptions(origins, proxies, compression, changed, path);
    }

    /**
     * Returns this with another way to write.
     *
     * @param changed the way
     * @return the changed copy
     */
    public BushOptions withPath(SocketPath changed) {
        return new BushOptions(origins, proxies, compression, unauthorized, changed);
    }
}
