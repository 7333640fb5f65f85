package io.bush.examples.dialects.ends;

import io.bush.examples.dialects.Choices;
import io.bush.examples.dialects.Demo;
import io.bush.examples.dialects.DialectsApp;
import io.bush.examples.dialects.account.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running server in some container. */
public interface Container extends AutoCloseable {

    /** Starts servers. */
    @FunctionalInterface
    interface Kind {

        /** Starts a server with the demo's people. */
        Container start(DialectsApp app) throws Exception;

        /** Starts a server with the usual choices, and short times for what people do. */
        default Container start() throws Exception {
            return start(app(Choices.DEFAULT));
        }
    }

    /** Makes an application with the demo's people. */
    static DialectsApp app(Choices choices) {
        Tokens tokens = new Tokens(
                "a secret of the tests, 32 bytes or more".getBytes(StandardCharsets.UTF_8), Clock.systemUTC());
        return DialectsApp.start(
                Demo.directory(), tokens, choices.withTimes(Duration.ofMillis(400), Duration.ofMillis(200)));
    }

    @Override
    void close();

    /** Returns the port. */
    int port();

    /** Returns what is served. */
    DialectsApp app();

    /** Returns a token of a user. */
    default String token(String userId) {
        Map<String, String> known = Demo.tokens(app().tokens());
        return known.containsKey(userId)
                ? known.get(userId)
                : app().tokens().issue(userId, "Name of " + userId, Duration.ofHours(1));
    }

    /** Connects a user. */
    default WireClient connect(String path, String userId) {
        return WireClient.connect(port(), path, token(userId));
    }

    /** Asks over HTTP. */
    default HttpDesk.Reply ask(String method, String path, String userId, @Nullable String body) {
        return HttpDesk.ask(port(), method, path, token(userId), body, null);
    }
}
