package io.bush.examples.dialects.ends;

import io.bush.examples.dialects.Choices;
import io.bush.examples.dialects.Demo;
import io.bush.examples.dialects.DialectsApp;
import io.bush.examples.dialects.account.Tokens;
import io.bush.realtime.channel.Channel;
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

        /** Starts a server with the usual choices. */
        default Container start() throws Exception {
            return start(app(Choices.DEFAULT));
        }
    }

    /** Makes an application with the demo's people, who are offline as soon as they are gone; nobody's typing ends by itself. */
    static DialectsApp app(Choices choices) {
        return app(choices, Duration.ofMinutes(5));
    }

    /** Makes one where typing ends soon, for those who wait for it; where its end could come before its beginning is read. */
    static DialectsApp appOfQuickTypists(Choices choices) {
        return app(choices, Duration.ofMillis(400));
    }

    private static DialectsApp app(Choices choices, Duration typing) {
        Tokens tokens = new Tokens(
                "a secret of the tests, 32 bytes or more".getBytes(StandardCharsets.UTF_8), Clock.systemUTC());
        return DialectsApp.start(Demo.directory(), tokens, choices.withTimes(typing, Duration.ofMillis(200)));
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

    /** Waits until a channel is heard here: its subscriber is in, and nothing that is published from now on passes it by. */
    default void awaitHeard(Channel channel) {
        // A channel that is only being joined is listed too, with nobody in it.
        Wait.until(() -> app().node().stats().subscribersByChannel().getOrDefault(channel, 0) > 0);
    }

    /** Asks over HTTP. */
    default HttpDesk.Reply ask(String method, String path, String userId, @Nullable String body) {
        return HttpDesk.ask(port(), method, path, token(userId), body, null);
    }
}
