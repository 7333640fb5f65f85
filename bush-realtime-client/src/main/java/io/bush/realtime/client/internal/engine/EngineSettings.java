package io.bush.realtime.client.internal.engine;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.client.connection.BacklogLimits;
import io.bush.realtime.client.connection.ClientListener;
import io.bush.realtime.client.connection.TokenPlacement;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the application chose. Thread safety: immutable.
 *
 * @param url where to connect
 * @param tokens asked for a token at each connect, on the handler executor
 * @param placement where the token travels
 * @param connectTimeout from {@code connect} to {@code connection.established}
 * @param maxMessageBytes largest message of the server
 * @param backlog how far handlers may be behind
 * @param mapper reads the data of events
 * @param listener hears what happens
 */
public record EngineSettings(
        URI url,
        Supplier<? extends CompletionStage<String>> tokens,
        TokenPlacement placement,
        Duration connectTimeout,
        int maxMessageBytes,
        BacklogLimits backlog,
        ObjectMapper mapper,
        ClientListener listener) {

    /** Shows nothing: the URL may hold what is nobody's business. */
    @Override
    public String toString() {
        return "EngineSettings[…]";
    }
}
