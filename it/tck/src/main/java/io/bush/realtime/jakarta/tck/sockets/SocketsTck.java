package io.bush.realtime.jakarta.tck.sockets;

import io.bush.realtime.jakarta.tck.ContainerHarness;
import org.junit.jupiter.api.Nested;

/** The Java client against one container, on a network that fails. A container module names itself in a subclass. */
public abstract class SocketsTck {

    /** For subclasses. */
    protected SocketsTck() {}

    /**
     * Names the container.
     *
     * @return the harness
     */
    protected abstract ContainerHarness container();

    @Nested
    class Cuts extends CutCases {
        @Override
        ContainerHarness container() {
            return SocketsTck.this.container();
        }
    }

    @Nested
    class Stalls extends StallCases {
        @Override
        ContainerHarness container() {
            return SocketsTck.this.container();
        }
    }

    @Nested
    class Ends extends EndCases {
        @Override
        ContainerHarness container() {
            return SocketsTck.this.container();
        }
    }

    @Nested
    class Restarts extends RestartCases {
        @Override
        ContainerHarness container() {
            return SocketsTck.this.container();
        }
    }

    @Nested
    class Polls extends PollCases {
        @Override
        ContainerHarness container() {
            return SocketsTck.this.container();
        }
    }

    @Nested
    class BadPolls extends BadPollCases {
        @Override
        ContainerHarness container() {
            return SocketsTck.this.container();
        }
    }
}
