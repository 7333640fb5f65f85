package io.bush.realtime.jakarta;

import io.bush.realtime.transport.Handshake;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what a servlet request tells of a client. Thread safety: stateless. */
final class ServletHandshakes {

    private ServletHandshakes() {}

    static Handshake of(HttpServletRequest request, TrustedProxies.Resolver proxies) {
        Map<String, List<String>> query = new TreeMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, List.of(values)));
        return of(request, proxies, query);
    }

    static Handshake of(HttpServletRequest request, TrustedProxies.Resolver proxies, Map<String, List<String>> query) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, values(request, name));
        }
        String client = proxies.client(request.getRemoteAddr(), values(request, proxies.header()));
        return new Handshake(client, request.getRequestURI(), headers, query);
    }

    /**
     * Reads the query. The container's own reading would take a form in the body for more of it, and wait for that.
     *
     * @throws IllegalArgumentException when something is not encoded as it must be
     */
    static Map<String, List<String>> query(HttpServletRequest request) {
        Map<String, List<String>> query = new TreeMap<>();
        String raw = request.getQueryString();
        for (String pair : raw == null || raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            int at = pair.indexOf('=');
            String name = decoded(at < 0 ? pair : pair.substring(0, at));
            String value = at < 0 ? "" : decoded(pair.substring(at + 1));
            query.computeIfAbsent(name, none -> new ArrayList<>()).add(value);
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }
}
