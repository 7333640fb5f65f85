package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Makes connections to the server that has to be asked, whichever that is just now. A connection that broke stays broken:
 * who holds it makes another. Stages complete on threads of lettuce. Thread safety: implementations must allow any thread.
 */
public interface Servers extends AutoCloseable {

    /** Hears that a connection leads to a server that is not the one to ask any more. Calls must return quickly. */
    interface Moves {

        /**
         * The connection for commands does.
         *
         * @param why for the log
         */
        void commandsMoved(String why);

        /**
         * The connection for pub/sub does.
         *
         * @param why for the log
         */
        void busMoved(String why);
    }

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

    /**
     * Closes a connection for pub/sub, without waiting for it. One that broke has to be closed too.
     *
     * @param connection what {@link #bus} made; once
     */
    void close(StatefulRedisPubSubConnection<String, byte[]> connection);

    /**
     * Tells how long one try to connect may take.
     *
     * @return the time after which it is given up
     */
    Duration patience();

    /**
     * Looks from now on whether the servers change places. A server that is alone does not.
     *
     * @param moves hears it, on the node's executor
     */
    default void watch(Moves moves) {
        // It has no place to change to.
    }

    /** Something went wrong as if the servers had changed places: looks soon, however often it is called. */
    default void doubt() {
        // As above.
    }

    /**
     * Names keys that lie on all servers that take writes together, so that whoever writes to all of them has been
     * everywhere.
     *
     * @param stem what each key holds in braces, with something behind it
     * @return at least one key
     */
    default List<String> everywhere(String stem) {
        return List.of("{" + stem + "}");
    }

    /**
     * Tells how many servers there are.
     *
     * @return what sessions are of
     */
    default Session.Kind kind() {
        return Session.Kind.ONE_SERVER;
    }

    /** Closes every connection and everything that makes them, but not what the application passed in. */
    @Override
    void close();
}
