package io.bush.realtime.jakarta;

import io.bush.realtime.protocol.CloseCode;
import io.bush.realtime.transport.Admission;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/** How a handshake is refused over HTTP: a status and {@code {code, message}}. Thread safety: stateless. */
final class Refusal {

    /** What a token check that fails against its promise counts as. */
    static final Admission BROKEN =
            new Admission.Refused(503, CloseCode.INTERNAL.code(), "token check failed", Duration.ofSeconds(1));

    private Refusal() {}

    static void send(HttpServletResponse response, Admission.Refused refused) throws IOException {
        if (!refused.retryAfter().isZero()) {
            long seconds = refused.retryAfter().plusMillis(999).toSeconds();
            response.setHeader("Retry-After", Long.toString(seconds));
        }
        if (refused.httpStatus() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer");
        }
        send(response, refused.httpStatus(), code(refused.httpStatus()), refused.reason());
    }

    /** Writes the answer; code and message are fixed text of ours. */
    static void send(HttpServletResponse response, int status, String code, String message) throws IOException {
        response.setStatus(status);
        response.setContentType("application/json");
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
