package io.bush.examples.watch;

import io.bush.examples.watch.show.Plain;
import io.bush.realtime.client.connection.ConnectionException;

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
}
