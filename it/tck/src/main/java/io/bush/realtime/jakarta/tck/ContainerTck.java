package io.bush.realtime.jakarta.tck;

import io.bush.realtime.jakarta.BushOptions;
import org.junit.jupiter.api.Nested;

/** Everything one container must pass on one way to write. A container module names both in a subclass. */
public abstract class ContainerTck {

    private final BushOptions.SocketPath path;

    /**
     * For subclasses.
     *
     * @param path the way to write
     */
    protected ContainerTck(BushOptions.SocketPath path) {
        this.path = path;
    }

    /**
     * Names the container.
     *
     * @return the harness
     */
    protected abstract ContainerHarness container();

    @Nested
    class Handshakes extends HandshakeCases {

        @Override
        protected ContainerHarness container() {
            return ContainerTck.this.container();
        }

        @Override
        protected BushOptions.SocketPath path() {
            return path;
        }
    }
}
