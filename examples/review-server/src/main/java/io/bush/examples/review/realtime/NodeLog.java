package io.bush.examples.review.realtime;

import io.bush.realtime.observe.RealtimeListener;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log what went wrong in the node. The library itself tells its listener and nobody else, so an application
 * without one sees clients that are not answered and never why. Thread safety: any thread.
 */
final class NodeLog implements RealtimeListener {

    private static final Logger LOG = LoggerFactory.getLogger(NodeLog.class);

    /** Whether the clients were told of an outage: whatever fails then fails because of it, again and again. */
    private volatile boolean away;

    @Override
    public void failed(String where, Throwable failure) {
        if (!away) {
            LOG.warn("{} failed: {}", where, failure.toString());
        }
        LOG.debug("where {} failed", where, failure);
    }

    @Override
    public void degraded(Throwable cause) {
        away = true;
        LOG.warn("clients are told that live events are uncertain: {}", cause.toString());
    }

    @Override
    public void restored(Duration lasted) {
        away = false;
        LOG.info("clients are told that live events are certain again, after {} ms", lasted.toMillis());
    }
}
