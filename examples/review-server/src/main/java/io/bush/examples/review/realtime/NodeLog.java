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

    @Override
    public void failed(String where, Throwable failure) {
        LOG.warn("{} failed: {}", where, failure.toString());
        LOG.debug("where {} failed", where, failure);
    }

    @Override
    public void degraded(Throwable cause) {
        LOG.warn("clients are told that live events are uncertain: {}", cause.toString());
    }

    @Override
    public void restored(Duration lasted) {
        LOG.info("clients are told that live events are certain again, after {} ms", lasted.toMillis());
    }
}
