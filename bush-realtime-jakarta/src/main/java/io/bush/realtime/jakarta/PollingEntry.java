package io.bush.realtime.jakarta;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.transport.Handshake;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the polls among the requests below a prefix, and judges what HTTP itself says about them: path, method, origin and
 * query (contract §3.16, §3.17). Thread safety: safe for use by any thread.
 */
final class PollingEntry {

    /** How many seconds a browser need not ask again whether it may poll. */
    private static final String PREFLIGHT_SECONDS = "600";

    private static final String MANY = "/events/poll";
    private static final Map<String, String> TYPES =
            Map.of("projects", "project", "files", "file", "users", "user", "shares", "share");

    private final ConnectionGate gate;
    private final OriginRule origins;
    private final TrustedProxies.Resolver proxies;

    PollingEntry(ConnectionGate gate, BushOptions options) {
        this.gate = gate;
        this.origins = new OriginRule(options.origins());
        this.proxies = options.proxies().resolver();
    }

    /**
     * Takes a request if it is one of ours; it is answered then, perhaps later.
     *
     * @param path the decoded path below the prefix; null when nothing is below it
     * @return false when it is not, and nothing was done
     */
    boolean take(HttpServletRequest request, HttpServletResponse response, @Nullable String path) throws IOException {
        Channel channel = path == null ? null : channel(path);
        if (channel == null && !MANY.equals(path)) {
            return false;
        }
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        String method = channel == null ? "POST" : "GET";
        if (!origins.allows(origin, request.getHeader("Host"))) {
            PollingExchange.refuse(request, response, 403, "forbidden", "origin not allowed");
        } else {
            allow(response, origin);
            if ("OPTIONS".equals(request.getMethod())) {
                preflight(response, method);
            } else if (!method.equals(request.getMethod())) {
                response.setHeader("Allow", method + ", OPTIONS");
                PollingExchange.refuse(request, response, 405, "method_not_allowed", "this is polled with " + method);
            } else {
                ask(request, response, channel);
            }
        }
        return true;
    }

    /** The channel of {@code /files/{id}/events}; null for every other path. */
    private static @Nullable Channel channel(String path) {
        String[] parts = path.split("/", -1);
        if (parts.length != 4 || !parts[0].isEmpty() || !parts[3].equals("events")) {
            return null;
        }
        String type = TYPES.get(parts[1]);
        return type == null ? null : new Channel(type, parts[2]);
    }

    private static void allow(HttpServletResponse response, @Nullable String origin) {
        if (origin != null) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", "Retry-After");
        }
    }

    private static void preflight(HttpServletResponse response, String method) {
        response.setHeader("Access-Control-Allow-Methods", method);
        response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
        response.setHeader("Access-Control-Max-Age", PREFLIGHT_SECONDS);
        response.setStatus(204);
    }

    private void ask(HttpServletRequest request, HttpServletResponse response, @Nullable Channel channel)
            throws IOException {
        Handshake handshake;
        PollRequest.Activity activity;
        String since;
        try {
            handshake = ServletHandshakes.of(request, proxies, ServletHandshakes.query(request));
            activity = activity(single(handshake, "activity"));
            since = single(handshake, "since_event_id");
        } catch (IllegalArgumentException malformed) {
            PollingExchange.refuse(request, response, 400, "invalid_message", "the query is malformed");
            return;
        }
        if (channel == null) {
            exchange(request, response)
                    .read(request, body -> gate.poll(handshake, new PollRequest.OfMany(body, activity)));
        } else {
            exchange(request, response)
                    .ask(request, () -> gate.poll(handshake, new PollRequest.OfChannel(channel, since, activity)));
        }
    }

    private static PollingExchange exchange(HttpServletRequest request, HttpServletResponse response) {
        return new PollingExchange(request.startAsync(request, response), response);
    }

    private static @Nullable String single(Handshake handshake, String name) {
        List<String> values = handshake.parameter(name);
        if (values.size() > 1) {
            throw new IllegalArgumentException(name + " stands twice");
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private static PollRequest.Activity activity(@Nullable String name) {
        if (name == null || name.equals("active")) {
            return PollRequest.Activity.ACTIVE;
        }
        if (name.equals("background")) {
            return PollRequest.Activity.BACKGROUND;
        }
        throw new IllegalArgumentException("no such activity");
    }
}
