package io.bush.realtime.internal.connection;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.observe.LoggingListener;
import io.bush.realtime.observe.RealtimeListener;
import io.bush.realtime.protocol.ErrorCode;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the application's listener, so that what it throws stops nothing. Thread safety: as the listener's.
 */
public final class GuardedListener implements RealtimeListener {

    private static final Logger LOG = LoggerFactory.getLogger(RealtimeListener.class);

    private final RealtimeListener target;

    private GuardedListener(RealtimeListener target) {
        this.target = target;
    }

    /**
     * Guards a listener.
     *
     * @param target the application's
     * @return a listener that never throws
     */
    public static RealtimeListener guard(RealtimeListener target) {
        boolean ours = target == RealtimeListener.NONE || target instanceof LoggingListener;
        return ours ? target : new GuardedListener(target);
    }

    private void tell(Consumer<RealtimeListener> call) {
        try {
            call.accept(target);
        } catch (RuntimeException | Error failure) {
            LOG.warn("a RealtimeListener threw {}", failure.getClass().getName());
        }
    }

    @Override
    public void opened(String connectionId) {
        tell(l -> l.opened(connectionId));
    }

    @Override
    public void authenticated(String connectionId, String principalId) {
        tell(l -> l.authenticated(connectionId, principalId));
    }

    @Override
    public void closed(String connectionId, int code, Duration lasted) {
        tell(l -> l.closed(connectionId, code, lasted));
    }

    @Override
    public void messageIn(String connectionId, int bytes) {
        tell(l -> l.messageIn(connectionId, bytes));
    }

    @Override
    public void messagesOut(String connectionId, int frames, int bytes) {
        tell(l -> l.messagesOut(connectionId, frames, bytes));
    }

    @Override
    public void action(String connectionId, String action) {
        tell(l -> l.action(connectionId, action));
    }

    @Override
    public void error(String connectionId, ErrorCode code) {
        tell(l -> l.error(connectionId, code));
    }

    @Override
    public void limiterHit(String connectionId, String limit) {
        tell(l -> l.limiterHit(connectionId, limit));
    }

    @Override
    public void heartbeatMissed(String connectionId, int inARow) {
        tell(l -> l.heartbeatMissed(connectionId, inARow));
    }

    @Override
    public void spilled(String connectionId, Channel channel) {
        tell(l -> l.spilled(connectionId, channel));
    }

    @Override
    public void dropped(String connectionId, Channel channel, @Nullable String event, DropReason reason) {
        tell(l -> l.dropped(connectionId, channel, event, reason));
    }

    @Override
    public void reset(String connectionId, Channel channel, ResetReason reason) {
        tell(l -> l.reset(connectionId, channel, reason));
    }

    @Override
    public void caughtUp(String connectionId, Channel channel, int events, Duration took) {
        tell(l -> l.caughtUp(connectionId, channel, events, took));
    }

    @Override
    public void subscribed(String connectionId, Channel channel) {
        tell(l -> l.subscribed(connectionId, channel));
    }

    @Override
    public void unsubscribed(String connectionId, Channel channel, String cause) {
        tell(l -> l.unsubscribed(connectionId, channel, cause));
    }

    @Override
    public void published(Channel channel, String event, String outcome) {
        tell(l -> l.published(channel, event, outcome));
    }

    @Override
    public void called(String connectionId, String method, String outcome, Duration took) {
        tell(l -> l.called(connectionId, method, outcome, took));
    }

    @Override
    public void polled(int httpStatus, int channels, int events, Duration took) {
        tell(l -> l.polled(httpStatus, channels, events, took));
    }

    @Override
    public void degraded(Throwable cause) {
        tell(l -> l.degraded(cause));
    }

    @Override
    public void restored(Duration lasted) {
        tell(l -> l.restored(lasted));
    }

    @Override
    public void startedAnew(Channel channel) {
        tell(l -> l.startedAnew(channel));
    }

    @Override
    public void failed(String where, Throwable failure) {
        tell(l -> l.failed(where, failure));
    }
}
