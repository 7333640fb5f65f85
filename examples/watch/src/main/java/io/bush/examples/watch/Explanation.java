package io.bush.examples.watch;

import io.bush.examples.watch.show.Plain;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.StatusLight;
import java.time.Duration;
import java.util.Locale;

/** Why there is no connection, for people. */
final class Explanation {

    private Explanation() {}

    static String of(ConnectionException failure) {
        String message = Plain.text(String.valueOf(failure.getMessage()));
        return switch (failure.reason()) {
            case AUTHENTICATION_FAILED -> "the server does not accept the token (" + message + ")";
            case FORBIDDEN -> "the server does not want this client (" + message + ")";
            case BACKLOG_OVERFLOW -> "events came faster than they could be printed (" + message + ")";
            default -> message;
        };
    }

    /** Why there is none just now, and what is done about it. */
    static String ofWait(ConnectionException failure, StatusLight light, Duration wait) {
        String next = String.format(Locale.ROOT, "trying again in %.1f s", wait.toMillis() / 1000.0);
        return switch (light) {
            case RED -> "still no connection (" + of(failure) + "): what is shown may be old; " + next;
            case ORANGE -> "no WebSocket gets through (" + of(failure) + "): polling, so events come late";
            default -> "the connection is gone (" + of(failure) + "); " + next;
        };
    }
}
