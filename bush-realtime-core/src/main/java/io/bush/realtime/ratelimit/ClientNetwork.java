package io.bush.realtime.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a client's address is counted as. Of IPv6 it is the first 64 bits: whoever has one address there has at least
 * 2<sup>64</sup> of them, and a limit for each would be none. Everything else, IPv4 in the clothes of IPv6 included, counts as
 * it is. Thread safety: stateless.
 */
final class ClientNetwork {

    private static final int GROUPS = 8;
    private static final int NETWORK_GROUPS = 4;

    private ClientNetwork() {}

    /**
     * Returns the network of an address.
     *
     * @param address as a container or a proxy writes it, for example {@code 2001:db8::1}, {@code [::1]} or
     *     {@code fe80::1%eth0}
     * @return for example {@code 2001:db8:0:0::/64}, or the text itself when it is no IPv6 address
     */
    static String of(String address) {
        if (address.indexOf(':') < 0 || address.indexOf('.') >= 0) {
            return address;
        }
        int begin = address.startsWith("[") ? 1 : 0;
        int end = address.length();
        for (char mark : new char[] {']', '%'}) {
            int at = address.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        List<String> groups = groups(address.substring(Math.min(begin, end), end));
        return groups.size() == GROUPS ? String.join(":", groups.subList(0, NETWORK_GROUPS)) + "::/64" : address;
    }

    /** All eight groups without leading zeros; another number of them when the text is no address. */
    private static List<String> groups(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return split(text);
        }
        List<String> all = new ArrayList<>(split(text.substring(0, gap)));
        List<String> behind = split(text.substring(gap + 2));
        while (all.size() + behind.size() < GROUPS) {
            all.add("0");
        }
        all.addAll(behind);
        return all;
    }

    private static List<String> split(String text) {
        List<String> groups = new ArrayList<>();
        if (!text.isEmpty()) {
            for (String group : text.split(":", -1)) {
                String bare = group.toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
                groups.add(bare);
            }
        }
        return groups;
    }
}
