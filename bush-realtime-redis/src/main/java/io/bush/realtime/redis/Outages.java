package io.bush.realtime.redis;

import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.redis.internal.bus.RedisBus;
import io.bush.realtime.redis.internal.command.CommandListener;
import io.bush.realtime.redis.internal.command.RedisFailure;
import io.bush.realtime.redis.internal.command.ScriptRunner;
import io.bush.realtime.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on what the circuit breaker says: to the log of the application, to the bus, to the node. Thread safety: safe for
 * use by any thread; the node hears one change at a time, in order.
 */
final class Outages implements CommandListener {

    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);

    private final Clock clock;
    /** The bus; null until it is made. Guarded by this object's monitor, as everything below. */
    private @Nullable RedisBus bus;

    private @Nullable BackplaneListener listener;
    /** Why Redis cannot be reached; null while it can. */
    private @Nullable RedisFailure outage;

    private long beganNanos;

    Outages(Clock clock) {
        this.clock = clock;
    }

    /** Tries the whole way once, for the breaker. */
    CompletionStage<?> probe(ScriptRunner regardless) {
        RedisBus link = bus();
        return link == null
                ? CompletableFuture.failedFuture(new IllegalStateException("there is no bus yet"))
                : link.probe(regardless);
    }

    private synchronized @Nullable RedisBus bus() {
        return bus;
    }

    synchronized void tell(RedisBus link) {
        bus = link;
    }

    synchronized void tell(BackplaneListener node) {
        if (listener != null) {
            throw new IllegalStateException("the back end has a listener already");
        }
        listener = node;
        if (outage != null) {
            node.onOutage(outage);
        }
    }

    @Override
    public synchronized void opened(RedisFailure cause) {
        LOG.warn("Redis cannot be reached: {}", cause.getMessage());
        LOG.debug("why Redis cannot be reached", cause);
        outage = cause;
        beganNanos = clock.nanoTime();
        if (bus != null) {
            bus.outage(cause);
        }
        if (listener != null) {
            listener.onOutage(cause);
        }
    }

    @Override
    public synchronized void closed() {
        LOG.info("Redis answers again");
        outage = null;
        if (bus != null) {
            // A link from before may have lost its other end meanwhile.
            bus.renew(beganNanos, "Redis could not be reached for a while");
        }
        if (listener != null) {
            listener.onReturn();
        }
    }

    @Override
    public synchronized void wrongServer() {
        if (bus != null) {
            bus.renew(clock.nanoTime(), "the server does not take writes");
        }
    }
}
