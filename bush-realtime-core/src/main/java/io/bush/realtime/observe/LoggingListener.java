package io.bush.realtime.observe;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log what goes wrong in a node. It is what a node has whose application sets no listener; one that does can
 * pass these three on to it. While the clients are told of an outage (contract §7) single failures are logged at debug
 * level only: all of them have the one cause that was logged when it began. Of an exception of the application's that may
 * repeat a token or what a client sent, only the class is logged. Thread safety: any thread.
 */
public final class LoggingListener implements RealtimeListener {

    private final Logger log;
    /** Whether the clients are being told of an outage. Written by the node's lane, read by any. */
    private volatile boolean away;

    /** Makes one that logs under its own class's name. */
    public LoggingListener() {
        this(LoggerFactory.getLogger(LoggingListener.class));
    }

    LoggingListener(Logger log) {
        this.log = log;
    }

    @Override
    public void failed(String where, Throwable failure) {
        // These were given what came from a client, and libraries that judge tokens like to quote them.
        boolean mayQuote = where.equals("Authenticator") || where.startsWith("call ");
        String what = mayQuote ? failure.getClass().getName() : failure.toString();
        if (away) {
            log.debug("{} failed: {}", where, what);
        } else {
            log.warn("{} failed: {}", where, what);
        }
        if (!mayQuote) {
            log.debug("where {} failed", where, failure);
        }
    }

    @Override
    public void degraded(Throwable cause) {
        away = true;
        log.warn("clients are told that live events are uncertain: {}", cause.toString());
    }

    @Override
    public void restored(Duration lasted) {
        away = false;
        log.info("clients are told that live events are certain again, after {} ms", lasted.toMillis());
    }
}
