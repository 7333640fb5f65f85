package io.bush.realtime.it.tomcat;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.tck.ContainerHarness;
import io.bush.realtime.jakarta.tck.ContainerTck;
import org.junit.jupiter.api.Test;

class TomcatTest extends ContainerTck {

    TomcatTest() {
        super(BushOptions.SocketPath.AUTO, "portable");
    }

    @Override
    protected ContainerHarness container() {
        return new TomcatHarness();
    }

    @Test
    void runsWithoutJettyOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("org.eclipse.jetty.websocket.core.CoreSession"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
