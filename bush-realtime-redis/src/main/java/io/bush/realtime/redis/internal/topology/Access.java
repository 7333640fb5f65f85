package io.bush.realtime.redis.internal.topology;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to get to a server, whichever it is. Thread safety: immutable.
 *
 * @param resources lettuce's threads
 * @param options how connections behave
 * @param login how to log in, or null
 * @param tls what is checked of a server's certificate; null for connections that are not encrypted
 * @param connect longest time to make a connection
 * @param clientName what the server shows in CLIENT LIST
 */
public record Access(
        ClientResources resources,
        ClientOptions options,
        @Nullable Login login,
        @Nullable SslVerifyMode tls,
        Duration connect,
        String clientName) {

    /** Names are text, everything else is bytes. */
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    /**
     * A user and a password.
     *
     * @param user the ACL user, or null for the default user
     * @param password the password
     */
    public record Login(@Nullable String user, String password) {

        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** How long a connection may take: lettuce counts its time-out for the socket and once more for the handshake. */
    Duration patience() {
        return connect.multipliedBy(2).plusMillis(500);
    }

    /**
     * Returns lettuce's picture of a server.
     *
     * @param host where
     * @param port where
     * @param database its database
     * @return the picture
     */
    RedisURI uri(String host, int port, int database) {
        return uri(host, port, database, login);
    }

    /** As {@link #uri(String, int, int)}, with a login of its own. */
    RedisURI uri(String host, int port, int database, @Nullable Login as) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host)
                .withPort(port)
                .withDatabase(database)
                .withTimeout(connect)
                .withClientName(clientName)
                // CLIENT SETINFO would be one right more, for a name nobody asks for.
                .withLibraryName("")
                .withLibraryVersion("")
                .withSsl(tls != null);
        if (tls != null) {
            uri.withVerifyPeer(tls);
        }
        if (as != null && as.user() != null) {
            uri.withAuthentication(as.user(), as.password());
        } else if (as != null) {
            uri.withPassword(as.password().toCharArray());
        }
        return uri.build();
    }
}
