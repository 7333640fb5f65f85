package io.bush.examples.review.store;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Commits a change and then publishes it, one change of a project at a time.
 *
 * <p>Publishing waits for the commit, so that whoever hears of a change can read it. And two changes of one thing are
 * published in the order they were committed: without that, the last event could show the older of two names for ever.
 * Publishing only hands over and does not wait, so the lock is short. Thread safety: any thread.
 */
public final class CommitOrder {

    private final Database database;
    /** Projects share these by hash; each is held from a transaction's begin to its publish. */
    private final ReentrantLock[] stripes =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    public CommitOrder(Database database) {
        this.database = database;
    }

    /**
     * Changes a project and tells about it.
     *
     * @param projectId whose changes must not overtake each other
     * @param change the statements, in one transaction
     * @param publish runs after the commit with what the change returned; must not block
     * @return what the change returned
     */
    public <T> T commitThenPublish(String projectId, Function<Transaction, T> change, Consumer<T> publish) {
        return commitThenPublish(projectId, projectId, change, publish);
    }

    /** As the other, for what concerns two projects. */
    public <T> T commitThenPublish(
            String projectId, String otherProjectId, Function<Transaction, T> change, Consumer<T> publish) {
        int one = stripe(projectId);
        int other = stripe(otherProjectId);
        // Always the lower one first, so that two of these never wait for each other.
        ReentrantLock first = stripes[Math.min(one, other)];
        ReentrantLock second = stripes[Math.max(one, other)];
        first.lock();
        second.lock();
        try {
            T result = database.inTransaction(change);
            publish.accept(result);
            return result;
        } finally {
            second.unlock();
            first.unlock();
        }
    }

    private int stripe(String projectId) {
        return Math.floorMod(projectId.hashCode(), stripes.length);
    }
}
