package io.bush.realtime.it.jetty;

import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.ContainerTck;

class JettyWireTest extends ContainerTck {

    JettyWireTest() {
        super(BushOptions.SocketPath.JETTY_WIRE, "jetty-wire");
    }

    @Override
    protected ContainerHarness container() {
        return new JettyHarness();
    }
}
