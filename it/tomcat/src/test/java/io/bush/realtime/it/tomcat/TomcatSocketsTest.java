package io.bush.realtime.it.tomcat;

import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.sockets.SocketsTck;

class TomcatSocketsTest extends SocketsTck {

    @Override
    protected ContainerHarness container() {
        return new TomcatHarness();
    }
}
