package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** One server at one address. Thread safety: safe for use by any thread. */
public final class StandaloneServer implements Servers {

    private final Access access;
    private final RedisClient client;
    private final RedisURI uri;
    private final Session.Closings closings = new Session.Closings();

    /**
     * Makes no connection yet.
     *
     * @param access how to get there
     * @param host where
     * @param port where
     * @param database its database
     */
    public StandaloneServer(Access access, String host, int port, int database) {
        this.access = access;
        this.client = RedisClient.create(access.resources());
        this.client.setOptions(access.options());
        this.uri = access.uri(host, port, database);
    }

    @Override
    public CompletionStage<Session> commands() {
        return closings.connecting(() -> client.connectAsync(Access.CODEC, uri))
                .thenApply(
                        connection -> new Session(connection, connection.async(), Session.Kind.ONE_SERVER, closings));
    }

    @Override
    public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> bus() {
        return closings.connecting(() -> client.connectPubSubAsync(Access.CODEC, uri));
    }

    @Override
    public void close(StatefulRedisPubSubConnection<String, byte[]> connection) {
        closings.close(connection);
    }

    @Override
    public Duration patience() {
        return access.patience();
    }

    @Override
    public void close() {
        closings.finish(() -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
    }

    @Override
    public String toString() {
        return uri.getHost() + ":" + uri.getPort();
    }
}
