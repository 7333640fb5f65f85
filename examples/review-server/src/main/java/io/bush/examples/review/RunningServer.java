package io.bush.examples.review;

import io.bush.examples.review.account.AccessTokens;
import io.bush.examples.review.comment.CommentCalls;
import io.bush.examples.review.media.ThumbnailJobs;
import io.bush.examples.review.node.Housekeeping;
import io.bush.examples.review.node.NodeSettings;
import io.bush.examples.review.node.Nodes;
import io.bush.examples.review.realtime.RealtimeSetup;
import io.bush.examples.review.realtime.ReviewEvents;
import io.bush.examples.review.store.Database;
import io.bush.examples.review.store.OwnerOnly;
import io.bush.examples.review.store.ProcessLock;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.call.Calls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A review server that listens. Thread safety: any thread may close it. */
public final class RunningServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);
    /** How many of the library's questions wait for the database at a time. */
    static final int QUESTION_THREADS = 8;

    private static final int CALL_THREADS = 8;
    private static final long LONGEST_WORK_SECONDS = 10;
    /** How much later than asked for everybody may have left: whoever has not by then is not told when to come back. */
    private static final long LATEST_SECONDS = 10;
    /** How soon another node goes on with what one left behind. */
    private static final Duration LOOK_AROUND = Duration.ofSeconds(2);

    private static final Duration FORGET = Duration.ofMinutes(1);
    /** How long others may take to start at the same time. */
    private static final Duration OTHERS_START = Duration.ofMinutes(1);

    private final Opened opened;
    private final RealtimeNode node;
    private final HttpFront http;
    private final Duration drain;
    private final AtomicBoolean closed = new AtomicBoolean();

    private RunningServer(Opened opened, RealtimeNode node, HttpFront http, Duration drain) {
        this.opened = opened;
        this.node = node;
        this.http = http;
        this.drain = drain;
    }

    /** Makes the node on top of a database; the seam for tests. */
    @FunctionalInterface
    interface NodeMaker {
        /** Builds and starts a node. */
        RealtimeNode make(
                NodeSettings settings, Database database, AccessTokens tokens, ExecutorService questions, Calls calls);
    }

    /** What was opened so far; closed in the opposite order. */
    private static final class Opened implements AutoCloseable {
        private final Deque<AutoCloseable> parts = new ArrayDeque<>();

        <T extends AutoCloseable> T add(T part) {
            parts.push(part);
            return part;
        }

        ExecutorService pool(String name, int threads) {
            ExecutorService pool = Executors.newFixedThreadPool(threads, work -> {
                Thread thread = new Thread(work, name);
                thread.setDaemon(true);
                return thread;
            });
            parts.push(() -> end(pool));
            return pool;
        }

        /** Lets whoever works end it: H2 closes its file when a thread is interrupted that reads it. */
        private static void end(ExecutorService pool) throws InterruptedException {
            pool.shutdown();
            if (!pool.awaitTermination(LONGEST_WORK_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        }

        @Override
        public void close() {
            for (AutoCloseable part : parts) {
                try {
                    part.close();
                } catch (Exception e) {
                    LOG.warn("{} does not close", part.getClass().getSimpleName(), e);
                }
            }
        }
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
        Opened opened = new Opened();
        try {
            return start(settings, clock, nodeMaker, opened);
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** What a data directory holds besides uploads, opened while nobody else is opening it. */
    private record Store(Nodes nodes, AccessTokens tokens, Database database) {}

    private static RunningServer start(ReviewSettings settings, Clock clock, NodeMaker nodeMaker, Opened opened) {
        Store store = store(settings, clock, opened);
        CommentCalls calls = new CommentCalls(opened.pool("calls", CALL_THREADS));
        RealtimeNode node = opened.add(nodeMaker.make(
                settings.node(),
                store.database(),
                store.tokens(),
                opened.pool("permission-questions", QUESTION_THREADS),
                calls.registered()));
        ReviewEvents events = new ReviewEvents(node);
        ThumbnailJobs jobs = opened.add(new ThumbnailJobs(events));
        // What is told at once and what is read later must show the same time; the database keeps milliseconds.
        Clock millis = Clock.tick(clock, Duration.ofMillis(1));
        ReviewApp app =
                new ReviewApp(settings, store.nodes(), store.database(), store.tokens(), node, jobs, events, millis);
        calls.begin(app.commenting());
        Housekeeping housekeeping = opened.add(new Housekeeping());
        housekeeping.every(LOOK_AROUND, app::takeOver);
        housekeeping.every(FORGET, store.database()::forgetOldCommits);
        HttpFront http = opened.add(new HttpFront(settings));
        http.start(settings, app.router(), node);
        return new RunningServer(opened, node, http, settings.node().drain());
    }

    private static Store store(ReviewSettings settings, Clock clock, Opened opened) {
        Path data = settings.data();
        NodeSettings node = settings.node();
        try (Opened starting = new Opened()) {
            ProcessLock first = ProcessLock.await(data.resolve("start.lock"), OTHERS_START);
            if (first == null) {
                throw new StartFailure("--data is " + data + ", but another process has been starting there for "
                        + OTHERS_START.toSeconds() + " s: stop it");
            }
            starting.add(first);
            Nodes nodes =
                    opened.add(node.isOneOfSeveral() ? Nodes.join(data, node.id()) : Nodes.alone(data, node.id()));
            AccessTokens tokens = ReviewApp.tokens(settings, clock);
            return new Store(nodes, tokens, opened.add(database(data, node)));
        } catch (IOException e) {
            throw new StartFailure("--data is " + data + ", but files in it cannot be locked: " + e, e);
        }
    }

    private static Database database(Path data, NodeSettings node) {
        if (node.database() != null) {
            return Database.at(node.database());
        }
        return node.isOneOfSeveral() ? Database.shared(data) : Database.open(data);
    }

    /** Returns the address clients use, with the real port. */
    public String url() {
        return http.url();
    }

    /**
     * Stops in the order that loses nothing: no new sockets, tell everybody and wait until they have left, finish requests,
     * close the database.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            http.refuse();
            node.drain(drain).toCompletableFuture().get(drain.toSeconds() + LATEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not everybody left in time", e);
        }
        opened.close();
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
}
