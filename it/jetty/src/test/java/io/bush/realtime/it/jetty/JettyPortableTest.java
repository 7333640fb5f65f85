package io.bush.realtime.it.jetty;

import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.ContainerTck;

class JettyPortableTest extends ContainerTck {

    JettyPortableTest() {
        super(BushOptions.SocketPath.PORTABLE, "portable");
    }

    @Override
    protected ContainerHarness container() {
        return new JettyHarness();
    }
}
