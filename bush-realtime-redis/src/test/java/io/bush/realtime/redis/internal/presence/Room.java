package io.bush.realtime.redis.internal.presence;

import static io.bush.realtime.testkit.Concurrently.await;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.redis.kit.Heard;
import io.bush.realtime.redis.kit.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One node in one channel: what it says, what it hears, and what lies in Redis. Thread safety: as the store. */
final class Room implements AutoCloseable {

    static final Channel FILE = new Channel("file", "file_a");
    static final Duration LEASE = Duration.ofSeconds(60);
    static final String SEEN = "bush:presence:file:file_a";
    static final String STAYS = "{" + SEEN + "}:stays";
    static final String ENDS = "{" + SEEN + "}:ends";
    static final String REVISION = "{" + SEEN + "}:revision";
    static final String LEFT = "{" + SEEN + "}:left";
    static final String FORGET = "{" + SEEN + "}:forget";
    static final List<String> KEYS = List.of(SEEN, STAYS, ENDS, REVISION, LEFT, FORGET);

    private final Stores stores;
    private final Heard<PresenceChange> heard = new Heard<>();

    Room(RedisServer server) {
        this(new Stores(server));
    }

    private Room(Stores stores) {
        this.stores = stores;
        store().listen(heard::add);
        await(stores.bus().subscribe(FILE));
    }

    /** Another node in the same channel, for which the same time passes. */
    Room another() {
        return new Room(stores.another());
    }

    PresenceStore store() {
        return stores.presence();
    }

    RespClient redis() {
        return stores.commands();
    }

    Heard<PresenceChange> heard() {
        return heard;
    }

    static PresenceHolder holder(String connection, long sequence) {
        String user = "user_" + connection.substring(0, connection.indexOf('.'));
        return new PresenceHolder(new Principal.Member(user, null, null), connection, sequence);
    }

    static Payload state(String status) {
        return Payload.ofJson("{\"status\":\"" + status + "\"}");
    }

    void update(String connection, long sequence, String status) {
        await(store().update(FILE, holder(connection, sequence), state(status), LEASE));
    }

    void leave(String connection, long sequence) {
        await(store().leave(FILE, holder(connection, sequence), Duration.ZERO));
    }

    List<Channel> renew(String connection) {
        return await(store().renew(holder(connection, 0), Map.of(FILE, 0L), LEASE));
    }

    PresenceSnapshot snapshot() {
        return await(store().snapshot(FILE));
    }

    List<String> present() {
        return snapshot().users().stream().map(one -> one.user().id()).toList();
    }

    void pass(Duration time) {
        stores.pass(time);
    }

    /** Ends without saying so. */
    void crash() {
        stores.crash();
    }

    @Override
    public void close() {
        stores.close();
    }
}
