package io.bush.examples.review;

import io.bush.examples.review.account.AccessTokens;
import io.bush.examples.review.comment.CommentCalls;
import io.bush.examples.review.http.ApiServlet;
import io.bush.examples.review.http.HttpFailure;
import io.bush.examples.review.http.JsonErrorPages;
import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.realtime.RealtimeSetup;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.OwnerOnly;
import io.bush.examples.review.store.StoreException;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.call.Calls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A review server that listens. Thread safety: any thread may close it. */
public final class RunningServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);
    /** How many of the library's questions wait for the database at a time. */
    static final int QUESTION_THREADS = 8;

    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Database database;
    private final ExecutorService questions;
    private final RealtimeNode node;
    private final ThumbnailJobs jobs;
    private final Server jetty;
    private final ServerConnector connector;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RunningServer(
            Database database,
            ExecutorService questions,
            RealtimeNode node,
            ThumbnailJobs jobs,
            Server jetty,
            ServerConnector connector) {
        this.database = database;
        this.questions = questions;
        this.node = node;
        this.jobs = jobs;
        this.jetty = jetty;
        this.connector = connector;
    }

    /** Makes the node on top of a database; the seam for tests. */
    @FunctionalInterface
    interface NodeMaker {
        /** Builds and starts a node. */
        RealtimeNode make(Database database, AccessTokens tokens, ExecutorService questions, Calls calls);
    }

    /**
     * Starts a server.
     *
     * @throws StartFailure when it cannot; the message says what to change
     */
    public static RunningServer start(ReviewSettings settings) {
        return start(settings, Clock.systemUTC(), RealtimeSetup::node);
    }

    static RunningServer start(ReviewSettings settings, Clock clock, NodeMaker nodeMaker) {
        makeWritable(settings.data());
        AccessTokens tokens = ReviewApp.tokens(settings, clock);
        Database database = Database.open(settings.data());
        ExecutorService questions = Executors.newFixedThreadPool(QUESTION_THREADS, work -> {
            Thread thread = new Thread(work, "permission-questions");
            thread.setDaemon(true);
            return thread;
        });
        RealtimeNode node = null;
        ThumbnailJobs jobs = null;
        Server jetty = new Server();
        try {
            CommentCalls calls = new CommentCalls(questions);
            node = nodeMaker.make(database, tokens, questions, calls.registered());
            ReviewEvents events = new ReviewEvents(node);
            jobs = new ThumbnailJobs(events);
            // What is told at once and what is read later must show the same time; the database keeps milliseconds.
            Clock millis = Clock.tick(clock, Duration.ofMillis(1));
            ReviewApp app = new ReviewApp(settings, database, tokens, node, jobs, events, millis);
            calls.begin(app.commenting());
            ServerConnector connector = connector(jetty, settings);
            ServletContextHandler context = context(app);
            RealtimeSetup.mount(context, node);
            jetty.setHandler(new GracefulHandler(context));
            listen(jetty, settings);
            return new RunningServer(database, questions, node, jobs, jetty, connector);
        } catch (RuntimeException e) {
            closeAll(() -> stop(jetty), jobs, node, questions::shutdownNow, database);
            throw e;
        }
    }

    /** Returns the address clients use, with the real port. */
    public String url() {
        String host = connector.getHost();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + connector.getLocalPort();
    }

    /** Stops in the order that loses nothing: no new sockets, tell everybody, finish requests, close the database. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            connector.close();
            node.drain(DRAIN).toCompletableFuture().get(DRAIN.toSeconds() + 2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not everybody left in time", e);
        }
        closeAll(() -> stop(jetty), jobs, node, questions::shutdownNow, database);
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

    private static void stop(Server jetty) {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server does not stop", e);
        }
    }

    private static void closeAll(@Nullable AutoCloseable... parts) {
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                LOG.warn("{} does not close", part.getClass().getSimpleName(), e);
            }
        }
    }

    private static void makeWritable(Path data) {
        try {
            if (!Files.isDirectory(data)) {
                Files.createDirectories(data.toAbsolutePath(), OwnerOnly.directory(data));
            }
        } catch (IOException e) {
            throw new StartFailure("--data is " + data + ", but the directory cannot be made: " + e, e);
        }
        if (!Files.isWritable(data)) {
            throw new StartFailure("--data is " + data + ", but the directory is not writable");
        }
    }

    private static ServerConnector connector(Server jetty, ReviewSettings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        jetty.addConnector(connector);
        return connector;
    }

    private static ServletContextHandler context(ReviewApp app) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.setErrorHandler(new JsonErrorPages());
        context.addServlet(
                new ServletHolder(new ApiServlet(
                        app.router(),
                        // Whatever a request was about was deleted while it ran.
                        e -> e instanceof StoreException.Orphan ? HttpFailure.notFound() : null)),
                "/*");
        return context;
    }

    private static void listen(Server jetty, ReviewSettings settings) {
        try {
            jetty.setErrorHandler(new JsonErrorPages());
            jetty.setStopTimeout(DRAIN.toMillis());
            jetty.start();
        } catch (IOException e) {
            throw notListening(settings, e);
        } catch (Exception e) {
            throw new StartFailure("the HTTP server does not start: " + e, e);
        }
    }
}
