package io.bush.realtime.jakarta;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose word about a client's address is taken (contract §3.6). The client is the right-most address of the forwarding
 * header that is not itself a trusted proxy; what stands further left anybody may have written. Thread safety: immutable.
 *
 * @param networks addresses ({@code 10.0.0.7}, {@code ::1}) or networks ({@code 10.0.0.0/8}, {@code fd00::/8}); no names
 * @param header the one header these proxies write; any other is not looked at, because they pass it on as the client
 *     sent it
 */
public record TrustedProxies(List<String> networks, ForwardingHeader header) {

    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    /** Nobody: a client's address is its connection's. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of(), ForwardingHeader.X_FORWARDED_FOR);

    /** Where a proxy writes whom it speaks for. */
    public enum ForwardingHeader {
        /** {@code X-Forwarded-For}, a list of addresses. */
        X_FORWARDED_FOR("x-forwarded-for"),
        /** {@code Forwarded} with {@code for=} (RFC 7239). */
        FORWARDED("forwarded");

        private final String header;

        ForwardingHeader(String header) {
            this.header = header;
        }
    }

    /** Refuses what is not an address or network. */
    public TrustedProxies {
        networks = List.copyOf(networks);
        networks.forEach(Network::of);
        Objects.requireNonNull(header, "header");
    }

    /**
     * Trusts proxies that write {@code X-Forwarded-For}.
     *
     * @param networks addresses or networks
     * @return the rule
     */
    public static TrustedProxies of(String... networks) {
        return new TrustedProxies(List.of(networks), ForwardingHeader.X_FORWARDED_FOR);
    }

    /** A rule ready for use: networks parsed once. */
    Resolver resolver() {
        return new Resolver(networks.stream().map(Network::of).toList(), header);
    }

    /** Finds clients' addresses. */
    record Resolver(List<Network> networks, ForwardingHeader kind) {

        /** The one header to hand to {@link #client}. */
        String header() {
            return kind.header;
        }

        /**
         * Finds a client's address.
         *
         * @param peer the connection's other end; null when unknown
         * @param lines the forwarding header's values, in order
         * @return the address; null when unknown, also when a trusted proxy hides it
         */
        @Nullable
        String client(@Nullable String peer, List<String> lines) {
            InetAddress at = peer == null ? null : parse(peer);
            if (at == null || networks.isEmpty()) {
                return peer;
            }
            List<String> hops = hops(lines);
            for (int i = hops.size() - 1; i >= 0 && at != null && isTrusted(at); i--) {
                at = parse(hops.get(i));
            }
            return at == null ? null : at.getHostAddress();
        }

        private boolean isTrusted(InetAddress address) {
            return networks.stream().anyMatch(it -> it.contains(address));
        }

        private List<String> hops(List<String> lines) {
            List<String> hops = new ArrayList<>();
            for (String line : lines) {
                for (String element : line.split(",", -1)) {
                    hops.add(kind == ForwardingHeader.FORWARDED ? forwardedFor(element) : element.trim());
                }
            }
            return hops;
        }

        private static String forwardedFor(String element) {
            for (String pair : element.split(";", -1)) {
                String[] parts = pair.trim().split("=", 2);
                if (parts.length == 2 && parts[0].trim().equalsIgnoreCase("for")) {
                    return parts[1].trim().replace("\"", "");
                }
            }
            return "unknown";
        }
    }

    /** Parses an address as proxies write it, with or without a port; null when it is none. Asks no name server. */
    private static @Nullable InetAddress parse(String written) {
        String text = written;
        if (text.startsWith("[") && text.contains("]")) {
            text = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.contains(":")) {
            text = text.substring(0, text.indexOf(':'));
        }
        int zone = text.indexOf('%');
        if (zone > 0) {
            text = text.substring(0, zone);
        }
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException noAddress) {
            return null;
        }
    }

    /** An address and how many of its leading bits count. */
    record Network(InetAddress address, int bits) {

        static Network of(String written) {
            String[] parts = written.split("/", 2);
            InetAddress address = parse(parts[0]);
            int most = address == null ? -1 : address.getAddress().length * 8;
            int bits = parts.length == 1 ? most : parseBits(parts[1]);
            if (address == null || bits < 0 || bits > most) {
                throw new IllegalArgumentException("proxies has \"" + written
                        + "\", allowed: an IPv4 or IPv6 address, or one with /0 to /32 or /0 to /128");
            }
            return new Network(address, bits);
        }

        private static int parseBits(String written) {
            return written.matches("[0-9]{1,3}") ? Integer.parseInt(written) : -1;
        }

        boolean contains(InetAddress other) {
            byte[] own = address.getAddress();
            byte[] its = other.getAddress();
            if (own.length != its.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >>> (bit % 8);
                if ((own[bit / 8] & mask) != (its[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
