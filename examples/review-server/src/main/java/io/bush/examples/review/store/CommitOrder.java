package io.bush.examples.review.store;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a change and then publishes it, one change of a project at a time, over all processes.
 *
 * <p>Publishing waits for the commit, so that whoever hears of a change can read it. And two changes of one thing are
 * published in the order they were committed: without that, the last event could show the older of two names for ever. So
 * the next change waits until this one's events are in the log; each takes a lock of this process, then, where there are
 * others, a row's lock in the database. The row's lock ends with the process that holds it, or with the one that has the
 * database file open: only then a change may overtake another one. Thread safety: any thread.
 */
public final class CommitOrder {

    private static final Logger LOG = LoggerFactory.getLogger(CommitOrder.class);
    /** The rows of the table. */
    private static final int STRIPES = 64;
    /**
     * A node answers within a second, or as late as {@code --redis} lets it; longer than this nobody else has to wait, who would
     * wait for the row's lock for ten seconds and then fail.
     */
    private static final Duration LONGEST_PUBLISH = Duration.ofSeconds(9);

    private final Database database;
    /** Projects share these by hash; each is held from a transaction's begin until its events are published. */
    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(STRIPES).toArray(ReentrantLock[]::new);

    public CommitOrder(Database database) {
        this.database = database;
    }

    /**
     * Changes a project and tells about it.
     *
     * @param projectId whose changes must not overtake each other
     * @param change the statements, in one transaction
     * @param publish runs after the commit with what the change returned, and says when the next may follow
     * @return what the change returned
     */
    public <T> T commitThenPublish(
            String projectId, Function<Transaction, T> change, Function<T, CompletionStage<?>> publish) {
        return commitThenPublish(projectId, projectId, change, publish);
    }

    /** As the other, for what concerns two projects. */
    public <T> T commitThenPublish(
            String projectId,
            String otherProjectId,
            Function<Transaction, T> change,
            Function<T, CompletionStage<?>> publish) {
        int one = stripe(projectId);
        int other = stripe(otherProjectId);
        // Always the lower one first, so that two of these never wait for each other.
        int lower = Math.min(one, other);
        int higher = Math.max(one, other);
        stripes[lower].lock();
        stripes[higher].lock();
        try {
            return commitThenPublish(lower, higher, change, publish);
        } finally {
            stripes[higher].unlock();
            stripes[lower].unlock();
        }
    }

    private <T> T commitThenPublish(
            int lower, int higher, Function<Transaction, T> change, Function<T, CompletionStage<?>> publish) {
        Database.Held rows =
                database.hold("select stripe from commit_order where stripe = ? for update", lower, higher);
        try {
            T result = database.inTransaction(change);
            await(publish.apply(result));
            return result;
        } finally {
            rows.close();
        }
    }

    /** What is committed is answered as done, whatever becomes of its events. */
    private static void await(CompletionStage<?> published) {
        try {
            published.toCompletableFuture().get(LONGEST_PUBLISH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("nobody knows what became of a change's events", e);
        }
    }

    private int stripe(String projectId) {
        return Math.floorMod(projectId.hashCode(), STRIPES);
    }
}
