package io.bush.realtime.it.jetty;

import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.ContainerTck;

class JettyBatchTest extends ContainerTck {

    JettyBatchTest() {
        super(BushOptions.SocketPath.JETTY_BATCH, "jetty-batch");
    }

    @Override
    protected ContainerHarness container() {
        return new JettyHarness();
    }
}
