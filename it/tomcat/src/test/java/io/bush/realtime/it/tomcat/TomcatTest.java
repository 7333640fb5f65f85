package io.bush.realtime.it.tomcat;

import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.ContainerTck;

class TomcatTest extends ContainerTck {

    TomcatTest() {
        super(BushOptions.SocketPath.AUTO, "portable");
    }

    @Override
    protected ContainerHarness container() {
        return new TomcatHarness();
    }
}
