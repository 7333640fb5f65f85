package io.bush.examples.dialects.ends;

import io.bush.examples.dialects.DialectsApp;
import io.bush.examples.dialects.JettyFront;

/** The server as it is started from the command line. */
public record JettyContainer(JettyFront front, DialectsApp app) implements Container {

    /** Starts a server. */
    public static Container start(DialectsApp app) throws Exception {
        return new JettyContainer(JettyFront.start(app, "127.0.0.1", 0), app);
    }

    @Override
    public int port() {
        return front.port();
    }

    @Override
    public void close() {
        front.close();
    }
}
