package io.bush.examples.desk.model;

import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What to say about the connection (seed 000 §8.3).
 *
 * @param rgb the dot's colour
 * @param text what stands beside it
 * @param why more of it, for whoever points at it
 */
public record Light(int rgb, String text, String why) {

    /** Before anything is known. */
    public static final Light UNKNOWN = new Light(0x9aa1ad, "Not connected", "Not connected yet");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Translates the client's status. */
    public static Light of(ConnectionStatus status, ZoneId zone) {
        return switch (status.light()) {
            case OFF -> new Light(UNKNOWN.rgb(), "Not connected", why(status, zone));
            case GREEN -> new Light(0x2e9e5b, "Live", why(status, zone));
            case YELLOW -> new Light(0xe0a800, tries(status), why(status, zone));
            case ORANGE -> new Light(0xe8770c, "Limited connectivity – polling for updates", why(status, zone));
            case RED -> new Light(0xd63a3a, "Connection lost – updates may be delayed", why(status, zone));
        };
    }

    private static String tries(ConnectionStatus status) {
        return status.state() == ConnectionState.CONNECTING ? "Connecting…" : "Reconnecting…";
    }

    private static String why(ConnectionStatus status, ZoneId zone) {
        StringBuilder why = new StringBuilder(
                switch (status.state()) {
                    case CONNECTED -> "Connected";
                    case CONNECTING -> "Connecting";
                    case RECONNECTING -> "Reconnecting";
                    case POLLING -> "Polling";
                    case DISCONNECTED -> "Disconnected";
                });
        why.append(" since ").append(TIME.format(status.since().atZone(zone)));
        ConnectionException cause = status.cause();
        if (cause != null) {
            why.append(": ").append(cause.getMessage());
        }
        if (status.nextAttempt() != null) {
            why.append("; next attempt in ")
                    .append(Math.max(1, status.nextAttempt().toSeconds()))
                    .append(" s");
        }
        return why.toString();
    }
}
