package io.bush.examples.dialects.activity;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.LoggingListener;
import io.bush.realtime.observe.RealtimeListener;
import java.time.Duration;

/** Tells those who have to know that a connection came or went, and the log what goes wrong. Thread safety: any thread. */
public final class ConnectionEvents implements RealtimeListener {

    private final RealtimeListener log = new LoggingListener();
    private final Typing typing;
    private final OnlineUsers online;

    /** Tells these two. */
    public ConnectionEvents(Typing typing, OnlineUsers online) {
        this.typing = typing;
        this.online = online;
    }

    @Override
    public void authenticated(String connectionId, String principalId) {
        online.came(connectionId, principalId);
    }

    @Override
    public void unsubscribed(String connectionId, Channel channel, String cause) {
        typing.stopped(channel, connectionId);
    }

    @Override
    public void closed(String connectionId, int code, Duration lasted) {
        typing.left(connectionId);
        online.went(connectionId);
    }

    @Override
    public void failed(String where, Throwable failure) {
        log.failed(where, failure);
    }

    @Override
    public void degraded(Throwable cause) {
        log.degraded(cause);
    }

    @Override
    public void restored(Duration lasted) {
        log.restored(lasted);
    }
}
