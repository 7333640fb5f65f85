package io.bush.realtime.redis.internal.bus;

import io.bush.realtime.redis.internal.topology.Servers;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One pub/sub connection, from when it is made until it breaks or is condemned; it is never made whole again, another one
 * takes its place. The object is its own generation: news of an old one is told from news of the present one by identity.
 * Thread safety: safe for use by any thread.
 */
final class BusLink {

    /** SUBSCRIBE of so many channels at a time: 10,000 take 58 ms this way and 264 ms one by one (measured). */
    static final int BATCH = 512;

    private final StatefulRedisPubSubConnection<String, byte[]> connection;
    private final Servers servers;
    private final News news;
    /** Whether it was closed; lettuce complains of a second time. */
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What a link says, on threads of lettuce, which must not be kept. */
    interface News {
        /** A message came. */
        void message(String name, byte[] message);

        /** The server has acknowledged a SUBSCRIBE. */
        void subscribed(BusLink link, String name);

        /** The server has acknowledged an UNSUBSCRIBE. */
        void unsubscribed(BusLink link, String name);

        /** The server has refused to subscribe or unsubscribe. */
        void refused(BusLink link, Throwable why);

        /** The connection is gone. */
        void broken(BusLink link);
    }

    BusLink(StatefulRedisPubSubConnection<String, byte[]> connection, Servers servers, News news) {
        this.connection = connection;
        this.servers = servers;
        this.news = news;
    }

    /** Begins to listen, before anything is subscribed. */
    void open() {
        connection.addListener(new RedisPubSubAdapter<String, byte[]>() {
            @Override
            public void message(String name, byte[] message) {
                news.message(name, message);
            }

            @Override
            public void subscribed(String name, long count) {
                news.subscribed(BusLink.this, name);
            }

            @Override
            public void unsubscribed(String name, long count) {
                news.unsubscribed(BusLink.this, name);
            }
        });
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> gone) {
                news.broken(BusLink.this);
            }
        });
        if (!connection.isOpen()) {
            news.broken(this);
        }
    }

    void subscribe(List<String> names) {
        for (int from = 0; from < names.size(); from += BATCH) {
            String[] batch =
                    names.subList(from, Math.min(from + BATCH, names.size())).toArray(String[]::new);
            send(() -> connection.async().subscribe(batch));
        }
    }

    void unsubscribe(List<String> names) {
        for (int from = 0; from < names.size(); from += BATCH) {
            String[] batch =
                    names.subList(from, Math.min(from + BATCH, names.size())).toArray(String[]::new);
            send(() -> connection.async().unsubscribe(batch));
        }
    }

    /**
     * The future of a SUBSCRIBE is no acknowledgement: lettuce completes it with any that comes (measured). Only what the
     * server refuses is taken from it.
     */
    private void send(Supplier<CompletionStage<Void>> command) {
        try {
            command.get().whenComplete((nothing, failure) -> {
                if (failure instanceof RedisCommandExecutionException) {
                    news.refused(this, failure);
                }
            });
        } catch (RedisException gone) {
            news.broken(this);
        }
    }

    /** Closes it, without waiting. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            servers.close(connection);
        }
    }
}
