package io.bush.realtime.jakarta;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Polling at paths of its own: whatever is no poll is not found. Thread safety: safe for use by any thread. */
final class PollingServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient PollingEntry entry;

    PollingServlet(PollingEntry entry) {
        this.entry = entry;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!entry.take(request, response, request.getPathInfo())) {
            PollingExchange.refuse(request, response, 404, "not_found", "nothing is polled here");
        }
    }

    /** Polling among an application's own paths: whatever is no poll goes on to it. */
    static final class Beside extends HttpFilter {

        private static final long serialVersionUID = 1;

        private final transient PollingEntry entry;
        private final String prefix;

        Beside(PollingEntry entry, String prefix) {
            this.entry = entry;
            this.prefix = prefix;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (!entry.take(request, response, below(request))) {
                chain.doFilter(request, response);
            }
        }

        private @Nullable String below(HttpServletRequest request) {
            String info = request.getPathInfo();
            String path = request.getServletPath() + (info == null ? "" : info);
            return path.startsWith(prefix + "/") ? path.substring(prefix.length()) : null;
        }
    }
}
