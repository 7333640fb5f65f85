package io.bush.realtime.jakarta.tck;

import io.bush.realtime.jakarta.BushOptions;
import org.junit.jupiter.api.Nested;

/** Everything one container must pass on one way to write. A container module names both in a subclass. */
public abstract class ContainerTck {

    private final BushOptions.SocketPath path;
    private final String pathName;

    /**
     * For subclasses.
     *
     * @param path the way to write
     * @param pathName what figures must call it
     */
    protected ContainerTck(BushOptions.SocketPath path, String pathName) {
        this.path = path;
        this.pathName = pathName;
    }

    /**
     * Names the container.
     *
     * @return the harness
     */
    protected abstract ContainerHarness container();

    TckCase.Setup setup() {
        return new TckCase.Setup(container(), path, pathName);
    }

    @Nested
    class Handshakes extends HandshakeCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class PlainEntry extends PlainEntryCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class Receiving extends ReceivingCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class Sending extends SendingCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class Closing extends ClosingCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class StuckClients extends StuckClientCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class EndToEnd extends EndToEndCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class JavaClient extends ClientCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class BadInput extends BadInputCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }

    @Nested
    class Polling extends PollingCases {
        @Override
        Setup setup() {
            return ContainerTck.this.setup();
        }
    }
}
