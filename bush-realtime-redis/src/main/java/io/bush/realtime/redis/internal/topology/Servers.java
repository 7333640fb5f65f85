package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;

/**
 * Makes connections to the server that has to be asked, whichever that is just now. A connection that broke stays broken:
 * who holds it makes another. Stages complete on threads of lettuce. Thread safety: implementations must allow any thread.
 */
public interface Servers extends AutoCloseable {

    /**
     * Makes a connection for commands.
     *
     * @return an open connection; fails when there is none to be had
     */
    CompletionStage<Session> commands();

    /**
     * Makes a connection for pub/sub.
     *
     * @return an open connection; fails when there is none to be had
     */
    CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> bus();

    /** Closes every connection and everything that makes them, but not what the application passed in. */
    @Override
    void close();
}
