package io.bush.examples.dialects.tomcat;

import io.bush.examples.dialects.DialectsApp;
import io.bush.examples.dialects.ends.Container;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** The same application in another container. */
record TomcatContainer(Tomcat tomcat, Connector connector, Path directory, DialectsApp app) implements Container {

    static Container start(DialectsApp app) throws Exception {
        Path directory = Files.createTempDirectory("dialects-tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        context.addServletContainerInitializer(new WsSci(), null);
        context.addServletContainerInitializer((classes, servlets) -> app.mount(servlets), null);
        tomcat.start();
        return new TomcatContainer(tomcat, connector, directory, app);
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException("Tomcat does not stop", e);
        } finally {
            app.close();
        }
        ExpandWar.delete(directory.toFile());
    }
}
