package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.wire.TcpRelay;

/**
 * Two servers, the second a replica of the first. The link between them goes through a relay that can be cut, and so
 * does the way of the clients, which {@link #promote} turns to the other server, as a changed address would.
 *
 * <p>Thread safety: any thread; one change at a time.
 */
public final class Replicas implements AutoCloseable {

    private final RedisServer first;
    private final RedisServer second;
    private final TcpRelay link;
    private final TcpRelay front;

    private Replicas(RedisServer first, RedisServer second, TcpRelay link, TcpRelay front) {
        this.first = first;
        this.second = second;
        this.link = link;
        this.front = front;
    }

    /**
     * Starts both and waits until the replica follows.
     *
     * @param binary which
     * @param settings lines of a redis.conf for both
     * @return the pair
     */
    public static Replicas start(RedisBinary binary, String... settings) {
        RedisServer first = RedisServer.start(binary, settings);
        RedisServer second = RedisServer.start(binary, settings);
        TcpRelay link = TcpRelay.to(first.port());
        Replicas pair = new Replicas(first, second, link, TcpRelay.to(first.port()));
        second.client().text("REPLICAOF", "127.0.0.1", link.port());
        pair.awaitInSync();
        return pair;
    }

    /**
     * Returns the server that was the master at the start.
     *
     * @return the server
     */
    public RedisServer first() {
        return first;
    }

    /**
     * Returns the server that was the replica at the start.
     *
     * @return the server
     */
    public RedisServer second() {
        return second;
    }

    /**
     * Returns where clients connect.
     *
     * @return the relay in front of the current master
     */
    public TcpRelay front() {
        return front;
    }

    /** Parts the replica from its master: what is written from now on is not copied. */
    public void cutLink() {
        link.refuse();
        link.all().cut();
        Until.holds(
                "replica alone",
                () -> !ServerReport.replication(second)
                        .get("master_link_status")
                        .equals("up"));
    }

    /** Waits until the replica has all that the master has now. */
    public void awaitInSync() {
        Until.holds("replica in sync", () -> ServerReport.inSync(second, first));
    }

    /** Makes the replica the master and sends the clients there; the first server lives on and knows nothing of it. */
    public void promote() {
        second.client().text("REPLICAOF", "NO", "ONE");
        front.target(second.port());
        front.all().cut();
    }

    /** Makes the first server a replica of the second, which takes its own data from it. */
    public void demoteFirst() {
        first.client().text("REPLICAOF", "127.0.0.1", second.port());
        Until.holds("first follows", () -> ServerReport.replication(first).is("master_link_status", "up"));
    }

    @Override
    public void close() {
        front.close();
        link.close();
        second.close();
        first.close();
    }
}
