package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One Sentinel that can be asked, over a connection that is kept as long as it answers. Thread safety: any thread. */
final class OneSentinel {

    private final RedisClient client;
    private final RedisURI uri;
    private final Session.Closings closings;
    /** The connection, or the try to make one; null for neither. Guarded by this. */
    private @Nullable CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> connection;

    OneSentinel(RedisClient client, RedisURI uri, Session.Closings closings) {
        this.client = client;
        this.uri = uri;
        this.closings = closings;
    }

    /** Asks for a master; null when it knows none of that name. */
    CompletionStage<@Nullable Master> ask(String name) {
        CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> mine = connection();
        CompletableFuture<@Nullable Master> answer = new CompletableFuture<>();
        CompletionStage<Master> named = mine.thenCompose(open -> {
            // The number first: so the address is as new as the number, or newer.
            CompletionStage<Map<String, byte[]>> about = open.async().master(name);
            return about.thenCombine(open.async().getMasterAddrByName(name), OneSentinel::master);
        });
        named.whenComplete((master, failure) -> {
            if (failure == null || Causes.say(failure, "No such master")) {
                answer.complete(master);
            } else {
                // An error is an answer, and others may wait for theirs.
                if (!Causes.areOfServer(failure)) {
                    forget(mine);
                }
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private static Master master(Map<String, byte[]> fields, SocketAddress address) {
        InetSocketAddress at = (InetSocketAddress) address;
        return new Master(epoch(fields), at.getHostString(), at.getPort());
    }

    private static long epoch(Map<String, byte[]> fields) {
        byte[] number = fields.get("config-epoch");
        return number == null ? 0 : Long.parseLong(new String(number, StandardCharsets.US_ASCII));
    }

    private synchronized CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> connection() {
        CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> present = connection;
        if (present != null && isUsable(present)) {
            return present;
        }
        forget(present);
        CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> made = closings.connecting(
                        () -> client.connectSentinelAsync(Access.CODEC, uri))
                .toCompletableFuture();
        connection = made;
        return made;
    }

    /** Whether it is open, or may yet be. */
    private static boolean isUsable(CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> made) {
        return !made.isDone()
                || (!made.isCompletedExceptionally() && made.join().isOpen());
    }

    /** It does not answer: whoever asks next makes another connection. */
    void abandon() {
        CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> present;
        synchronized (this) {
            present = connection;
        }
        forget(present);
    }

    private void forget(@Nullable CompletableFuture<StatefulRedisSentinelConnection<String, byte[]>> doubtful) {
        synchronized (this) {
            if (doubtful == null || connection != doubtful) {
                return;
            }
            connection = null;
        }
        CompletionStage<StatefulRedisSentinelConnection<String, byte[]>> late = doubtful;
        late.thenAccept(closings::close);
    }

    @Override
    public String toString() {
        return uri.getHost() + ":" + uri.getPort();
    }
}
