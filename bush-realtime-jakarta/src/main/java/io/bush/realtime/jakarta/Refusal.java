package io.bush.realtime.jakarta;

import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.transport.Admission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;

/** How a handshake or a poll is refused over HTTP: a status and {@code {code, message}}. Thread safety: stateless. */
final class Refusal {

    /** What a token check that fails against its promise counts as. */
    static final Admission BROKEN =
            new Admission.Refused(503, CloseCode.INTERNAL.code(), "token check failed", Duration.ofSeconds(1));

    private Refusal() {}

    /** Refuses what is no WebSocket handshake; containers differ in how, down to a 500 with a stack trace. */
    static boolean isHandshake(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!"GET".equals(request.getMethod())) {
            response.setHeader("Allow", "GET");
            PollingExchange.refuse(request, response, 405, "method_not_allowed", "a WebSocket handshake is a GET");
        } else if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            response.setHeader("Upgrade", "websocket");
            send(response, 426, "upgrade_required", "a WebSocket is expected here");
        } else if (!"13".equals(request.getHeader("Sec-WebSocket-Version"))) {
            response.setHeader("Sec-WebSocket-Version", "13");
            send(response, 426, "upgrade_required", "the WebSocket version is 13");
        } else if (request.getHeader("Sec-WebSocket-Key") == null || !names(request, "Connection", "upgrade")) {
            send(response, 400, "invalid_handshake", "a header of the WebSocket handshake is missing");
        } else {
            return true;
        }
        return false;
    }

    private static boolean names(HttpServletRequest request, String header, String token) {
        return Collections.list(request.getHeaders(header)).stream()
                .flatMap(it -> Arrays.stream(it.split(",", -1)))
                .anyMatch(it -> it.trim().equalsIgnoreCase(token));
    }

    static void send(HttpServletResponse response, Admission.Refused refused) throws IOException {
        headers(response, refused.httpStatus(), refused.retryAfter());
        send(response, refused.httpStatus(), code(refused.httpStatus()), refused.reason());
    }

    /** Sets what goes before an answer in JSON; a time of zero stands for none. */
    static void headers(HttpServletResponse response, int status, Duration retryAfter) {
        response.setStatus(status);
        response.setContentType("application/json");
        if (!retryAfter.isZero()) {
            response.setHeader(
                    "Retry-After", Long.toString(retryAfter.plusMillis(999).toSeconds()));
        }
        if (status == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
    }

    /** Writes the answer; code and message are fixed text of ours. */
    static void send(HttpServletResponse response, int status, String code, String message) throws IOException {
        headers(response, status, Duration.ZERO);
        response.getOutputStream().print("{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "unauthenticated";
            case 429 -> "rate_limited";
            case 503 -> "temporarily_unavailable";
            default -> "forbidden";
        };
    }
}
