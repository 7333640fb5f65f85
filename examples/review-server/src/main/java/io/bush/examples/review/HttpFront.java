package io.bush.examples.review;

import io.bush.examples.review.http.ApiServlet;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.JsonErrorPages;
import io.bush.examples.review.http.Router;
import io.bush.examples.review.realtime.RealtimeSetup;
import io.bush.examples.review.store.StoreException;
import io.bush.realtime.RealtimeNode;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The HTTP server: requests and WebSockets on one port. Thread safety: any thread may close it. */
final class HttpFront implements AutoCloseable {

    /** How long a request may take that was under way when the server stopped. */
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(3);

    private final Server jetty = new Server();
    private final ServerConnector connector;
    /** Whether clients are to go elsewhere. Only ever set. */
    private volatile boolean leaving;

    HttpFront(ReviewSettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        jetty.addConnector(connector);
    }

    /** Listens, and serves from now on. */
    void start(ReviewSettings settings, Router router, RealtimeNode node) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.setErrorHandler(new JsonErrorPages());
        context.addServlet(new ServletHolder(new ApiServlet(router, HttpFront::meaning)), "/*");
        RealtimeSetup.mount(context, node);
        jetty.setHandler(new GracefulHandler(new Leaving(context)));
        jetty.setErrorHandler(new JsonErrorPages());
        jetty.setStopTimeout(LONGEST_REQUEST.toMillis());
        try {
            jetty.start();
        } catch (IOException e) {
            throw notListening(settings, e);
        } catch (Exception e) {
            throw new StartFailure("the HTTP server does not start: " + e, e);
        }
    }

    private static @Nullable HttpFailure meaning(RuntimeException e) {
        if (e instanceof StoreException.Orphan) {
            // Whatever the request was about was deleted while it ran.
            return HttpFailure.notFound();
        }
        return e instanceof StoreException.Unavailable
                ? HttpFailure.unavailable("the database does not answer: try again")
                : null;
    }

    private static StartFailure notListening(ReviewSettings settings, IOException e) {
        String cause = String.valueOf(e.getCause() == null ? e : e.getCause());
        if (cause.contains("in use") || cause.contains("ermission denied")) {
            return new StartFailure(
                    "--port is " + settings.port() + ", but it cannot be listened on (" + cause
                            + "): stop what uses it, or name another",
                    e);
        }
        return new StartFailure(
                "--host is " + settings.host() + ", but it cannot be listened on (" + cause
                        + "), allowed: an address of this machine",
                e);
    }

    /** Returns the address clients use, with the real port. */
    String url() {
        String host = connector.getHost();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + connector.getLocalPort();
    }

    /**
     * Lets no new connections in, and asks for the end of those that are kept open, each with its next answer: who is refused
     * goes to another node at once.
     */
    void refuse() {
        leaving = true;
        connector.close();
    }

    /** Says with each answer that it is the last on its connection, once the server is leaving. */
    private final class Leaving extends Handler.Wrapper {
        Leaving(Handler served) {
            super(served);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (leaving) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            return super.handle(request, response, callback);
        }
    }

    /** Ends when the requests have that are under way. */
    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }
}
