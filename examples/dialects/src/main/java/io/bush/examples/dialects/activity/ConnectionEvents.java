package io.bush.examples.dialects.activity;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.observe.RealtimeListener;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells those who have to know that a connection came or went. Thread safety: any thread. */
public final class ConnectionEvents implements RealtimeListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionEvents.class);

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
        LOG.warn("{} failed: {}", where, failure.toString());
    }
}
