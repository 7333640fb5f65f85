package io.bush.realtime.jakarta;

import io.bush.realtime.transport.Handshake;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads what a servlet request tells of a client. Thread safety: stateless. */
final class ServletHandshakes {

    private ServletHandshakes() {}

    static Handshake of(HttpServletRequest request, TrustedProxies.Resolver proxies) {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, values(request, name));
        }
        Map<String, List<String>> query = new TreeMap<>();
        request.getParameterMap().forEach((name, values) -> query.put(name, List.of(values)));
        String client = proxies.client(request.getRemoteAddr(), values(request, proxies.header()));
        return new Handshake(client, request.getRequestURI(), headers, query);
    }

    private static List<String> values(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }
}
