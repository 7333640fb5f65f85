package io.bush.realtime.redis;

import io.bush.realtime.redis.internal.topology.Access;
import io.bush.realtime.redis.internal.topology.ClusterServers;
import io.bush.realtime.redis.internal.topology.SentinelServers;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.redis.internal.topology.StandaloneServer;
import io.bush.realtime.time.NodeRuntime;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns settings into lettuce's own. Thread safety: no state. */
final class Lettuce {

    private Lettuce() {}

    static Servers servers(RedisSettings settings, ClientResources resources, String nodeId, NodeRuntime runtime) {
        Access access = new Access(
                resources,
                options(settings),
                login(settings.credentials()),
                verify(settings.tls()),
                settings.timing().connect(),
                settings.prefix() + "-" + nodeId);
        RedisTopology topology = settings.topology();
        if (topology instanceof RedisTopology.Standalone one) {
            return new StandaloneServer(
                    access, one.address().host(), one.address().port(), one.database());
        }
        if (topology instanceof RedisTopology.Sentinel watched) {
            return new SentinelServers(
                    access,
                    new SentinelServers.Target(
                            watched.master(),
                            watched.database(),
                            login(watched.sentinelCredentials()),
                            settings.timing().masterPoll()),
                    watched.sentinels().stream()
                            .map(one -> new SentinelServers.Place(one.host(), one.port()))
                            .toList(),
                    runtime);
        }
        return new ClusterServers(
                access,
                ((RedisTopology.Cluster) topology)
                        .seeds().stream()
                                .map(one -> new ClusterServers.Seed(one.host(), one.port()))
                                .toList(),
                settings.timing().topologyRefresh(),
                runtime);
    }

    /**
     * Nothing is buffered, nothing is sent twice, nothing reconnects behind our back: a connection that broke is replaced by
     * who holds it. Time-outs are counted by the caller.
     */
    private static ClientOptions options(RedisSettings settings) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.timing().connect())
                        .keepAlive(KeepAliveOptions.builder()
                                .enable()
                                .idle(Duration.ofSeconds(10))
                                .interval(Duration.ofSeconds(5))
                                .count(3)
                                .build())
                        .tcpNoDelay(true)
                        .build());
        RedisTls tls = settings.tls();
        if (tls != null) {
            options.sslOptions(ssl(tls, settings.timing().connect()));
        }
        return options.build();
    }

    private static SslOptions ssl(RedisTls tls, Duration handshake) {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider().handshakeTimeout(handshake);
        if (tls.trusted() != null) {
            ssl.trustManager(tls.trusted().toFile());
        }
        if (tls.certificate() != null && tls.key() != null) {
            ssl.keyManager(tls.certificate().toFile(), tls.key().toFile(), new char[0]);
        }
        return ssl.build();
    }

    private static @Nullable SslVerifyMode verify(@Nullable RedisTls tls) {
        if (tls == null) {
            return null;
        }
        return switch (tls.verify()) {
            case CERTIFICATE_AND_HOST -> SslVerifyMode.FULL;
            case CERTIFICATE -> SslVerifyMode.CA;
            case NOTHING -> SslVerifyMode.NONE;
        };
    }

    private static Access.@Nullable Login login(@Nullable RedisCredentials credentials) {
        return credentials == null ? null : new Access.Login(credentials.user(), credentials.password());
    }
}
