package io.bush.realtime.jakarta.tck.sockets;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What stands before a server's entries and may turn WebSockets away, as proxies do. Thread safety: any thread. */
final class Door implements Filter {

    private record Answer(int status, Map<String, String> headers, String body) {}

    /** What a WebSocket is answered; null lets it in. */
    private volatile @Nullable Answer answer;

    private final AtomicInteger knocks = new AtomicInteger();

    /** WebSockets are answered like this from now on. */
    void turnAway(int status, Map<String, String> headers, String body) {
        answer = new Answer(status, Map.copyOf(headers), body);
    }

    /** WebSockets are let in again. */
    void open() {
        answer = null;
    }

    /** How many WebSockets have wanted in. */
    int knocks() {
        return knocks.get();
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
            throws IOException, ServletException {
        Answer now = answer;
        boolean webSocket = ((HttpServletRequest) request).getHeader("Upgrade") != null;
        if (webSocket) {
            knocks.incrementAndGet();
        }
        if (now == null || !webSocket) {
            rest.doFilter(request, response);
            return;
        }
        HttpServletResponse refusal = (HttpServletResponse) response;
        refusal.setStatus(now.status());
        now.headers().forEach(refusal::setHeader);
        refusal.getWriter().write(now.body());
    }
}
