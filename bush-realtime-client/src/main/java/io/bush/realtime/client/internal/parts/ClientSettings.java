package io.bush.realtime.client.internal.parts;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.connection.TokenSource;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the application chose. Thread safety: immutable.
 *
 * @param url where to connect
 * @param pollUrl where to poll; null if nowhere
 * @param tokens asked for tokens, on the handler executor
 * @param placement where the token travels
 * @param connectTimeout from the question for a token to {@code connection.established}
 * @param limits how much is held
 * @param mapper reads the data of events, and writes and reads calls
 * @param listener hears what happens
 */
public record ClientSettings(
        URI url,
        @Nullable URI pollUrl,
        TokenSource tokens,
        TokenPlacement placement,
        Duration connectTimeout,
        ClientLimits limits,
        ObjectMapper mapper,
        ClientListener listener) {

    /** Shows nothing: the URLs may hold what is nobody's business. */
    @Override
    public String toString() {
        return "ClientSettings[…]";
    }
}
