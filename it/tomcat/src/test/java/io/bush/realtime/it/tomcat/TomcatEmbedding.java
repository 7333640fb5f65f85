package io.bush.realtime.it.tomcat;

import io.bush.realtime.RealtimeNode;
import io.bush.realtime.jakarta.BushOptions;
import io.bush.realtime.jakarta.BushRealtime;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** The Tomcat code of docs/embedding.md, whose test is in the Jetty module. */
final class TomcatEmbedding {

    private TomcatEmbedding() {}

    // tag::server[]
    static Tomcat start(RealtimeNode node, int port, String directory) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory);
        tomcat.setPort(port);
        tomcat.getConnector();
        Context context = tomcat.addContext("", directory);
        context.addParameter("org.apache.tomcat.websocket.textBufferSize", "1024"); // see "Memory"
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer(
                (classes, servlets) -> BushRealtime.register(servlets, "/v4/cable", node.gate(), BushOptions.DEFAULT),
                null);
        tomcat.start();
        return tomcat;
    }
    // end::server[]
}
