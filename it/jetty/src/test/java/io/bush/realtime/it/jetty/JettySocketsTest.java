package io.bush.realtime.it.jetty;

import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.sockets.SocketsTck;

class JettySocketsTest extends SocketsTck {

    @Override
    protected ContainerHarness container() {
        return new JettyHarness();
    }
}
