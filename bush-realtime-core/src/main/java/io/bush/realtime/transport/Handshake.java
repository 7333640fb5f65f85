package io.bush.realtime.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a client when its socket opens. Its text form shows neither headers nor query, because both can hold
 * tokens. Thread safety: immutable.
 *
 * @param remoteAddress the client's address after trusted proxies; null when unknown
 * @param path the request's path
 * @param headers header values by lower-case name
 * @param query decoded query parameters
 */
public record Handshake(
        @Nullable String remoteAddress,
        String path,
        Map<String, List<String>> headers,
        Map<String, List<String>> query) {

    /** Copies the maps and lowers the header names. */
    public Handshake {
        Map<String, List<String>> lower = new TreeMap<>();
        headers.forEach((name, values) -> lower.merge(name.toLowerCase(Locale.ROOT), List.copyOf(values), (a, b) -> {
            List<String> both = new ArrayList<>(a);
            both.addAll(b);
            return List.copyOf(both);
        }));
        headers = lower;
        query = new TreeMap<>(query);
    }

    /**
     * Returns a header's values.
     *
     * @param name the name, in lower case
     * @return its values, empty when absent
     */
    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    /**
     * Returns a query parameter's values.
     *
     * @param name the name
     * @return its values, empty when absent
     */
    public List<String> parameter(String name) {
        return query.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
        return "Handshake[" + path + " from " + remoteAddress + "]";
    }
}
