package io.bush.realtime.redis;

import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which Redis, and how to treat it (contract §6, §7). Start with {@link #of} or {@link #over} and change what differs.
 * Thread safety: immutable.
 *
 * @param topology where the servers are
 * @param credentials how to log in; null for not at all
 * @param tls how connections are encrypted; null for not at all
 * @param prefix what every key and every pub/sub channel begins with, {@code [A-Za-z0-9_.-]{1,32}}; default {@code bush}
 * @param timing how long to wait
 * @param bounds how much may wait
 * @param whenUnreachable what a node does that cannot reach Redis when it starts; default {@link WhenUnreachable#FAIL}
 * @param ingestion whether the node publishes what others put into the ingestion streams; null for not, the default
 */
public record RedisSettings(
        RedisTopology topology,
        @Nullable RedisCredentials credentials,
        @Nullable RedisTls tls,
        String prefix,
        RedisTiming timing,
        RedisBounds bounds,
        WhenUnreachable whenUnreachable,
        @Nullable RedisIngestion ingestion) {

    /** What a node does that cannot reach Redis when it starts. Wrong settings fail in any case. */
    public enum WhenUnreachable {
        /** It does not start: building it throws. */
        FAIL,
        /** It starts as in an outage and goes on trying. */
        START_DEGRADED
    }

    private static final Pattern DATABASE = Pattern.compile("/[0-9]{1,5}");
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.-]{1,32}");

    /** Refuses absent parts and a malformed prefix. */
    public RedisSettings {
        Objects.requireNonNull(topology, "topology");
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("redis.prefix is \"" + prefix + "\", allowed: " + PREFIX);
        }
        Objects.requireNonNull(timing, "timing");
        Objects.requireNonNull(bounds, "bounds");
        Objects.requireNonNull(whenUnreachable, "whenUnreachable");
    }

    /**
     * Returns the defaults over servers.
     *
     * @param topology where they are
     * @return without login and encryption
     */
    public static RedisSettings over(RedisTopology topology) {
        return new RedisSettings(
                topology, null, null, "bush", RedisTiming.DEFAULT, RedisBounds.DEFAULT, WhenUnreachable.FAIL, null);
    }

    /**
     * Reads an address as people write it: {@code redis://[user:password@]host[:port][/database]}, or {@code rediss://…}
     * for TLS.
     *
     * @param address the address
     * @return the defaults over that server
     * @throws IllegalArgumentException when it is none; the message does not show a password
     */
    public static RedisSettings of(String address) {
        URI uri = uri(address);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        if (uri.getHost() == null || !(scheme.equals("redis") || scheme.equals("rediss"))) {
            throw unreadable();
        }
        String host = uri.getHost().replace("[", "").replace("]", "");
        RedisAddress server = new RedisAddress(host, uri.getPort() < 0 ? RedisURI.DEFAULT_REDIS_PORT : uri.getPort());
        return over(new RedisTopology.Standalone(server, database(uri.getPath())))
                .with(login(uri.getUserInfo()))
                .with(scheme.equals("rediss") ? RedisTls.PLATFORM : null);
    }

    /**
     * Returns these settings with other servers.
     *
     * @param newTopology where they are
     * @return the changed copy
     */
    public RedisSettings with(RedisTopology newTopology) {
        return new RedisSettings(newTopology, credentials, tls, prefix, timing, bounds, whenUnreachable, ingestion);
    }

    /**
     * Returns these settings with another login.
     *
     * @param newCredentials how to log in, or null
     * @return the changed copy
     */
    public RedisSettings with(@Nullable RedisCredentials newCredentials) {
        return new RedisSettings(topology, newCredentials, tls, prefix, timing, bounds, whenUnreachable, ingestion);
    }

    /**
     * Returns these settings with another encryption.
     *
     * @param newTls how connections are encrypted, or null
     * @return the changed copy
     */
    public RedisSettings with(@Nullable RedisTls newTls) {
        return new RedisSettings(topology, credentials, newTls, prefix, timing, bounds, whenUnreachable, ingestion);
    }

    /**
     * Returns these settings with other times.
     *
     * @param newTiming how long to wait
     * @return the changed copy
     */
    public RedisSettings with(RedisTiming newTiming) {
        return new RedisSettings(topology, credentials, tls, prefix, newTiming, bounds, whenUnreachable, ingestion);
    }

    /**
     * Returns these settings with other bounds.
     *
     * @param newBounds how much may wait
     * @return the changed copy
     */
    public RedisSettings with(RedisBounds newBounds) {
        return new RedisSettings(topology, credentials, tls, prefix, timing, newBounds, whenUnreachable, ingestion);
    }

    /**
     * Returns these settings with another behaviour when Redis cannot be reached at the start.
     *
     * @param newBehaviour what to do
     * @return the changed copy
     */
    public RedisSettings with(WhenUnreachable newBehaviour) {
        return new RedisSettings(topology, credentials, tls, prefix, timing, bounds, newBehaviour, ingestion);
    }

    /**
     * Returns these settings with or without ingestion.
     *
     * @param newIngestion what to ingest, or null for nothing
     * @return the changed copy
     */
    public RedisSettings with(@Nullable RedisIngestion newIngestion) {
        return new RedisSettings(topology, credentials, tls, prefix, timing, bounds, whenUnreachable, newIngestion);
    }

    /**
     * Returns these settings with another prefix.
     *
     * @param newPrefix what every name in Redis begins with
     * @return the changed copy
     */
    public RedisSettings withPrefix(String newPrefix) {
        return new RedisSettings(topology, credentials, tls, newPrefix, timing, bounds, whenUnreachable, ingestion);
    }

    private static URI uri(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            // Without its cause, which repeats the text and with it a password.
            throw unreadable();
        }
    }

    private static int database(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (!DATABASE.matcher(path).matches()) {
            throw unreadable();
        }
        return Integer.parseInt(path.substring(1));
    }

    private static @Nullable RedisCredentials login(@Nullable String userInfo) {
        if (userInfo == null) {
            return null;
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? "" : userInfo.substring(0, colon);
        return new RedisCredentials(user.isEmpty() ? null : user, userInfo.substring(colon + 1));
    }

    private static IllegalArgumentException unreadable() {
        return new IllegalArgumentException("redis.address cannot be read (not shown, it may hold a password), allowed:"
                + " redis://[user:password@]host[:port][/database], or rediss:// for TLS;"
                + " Sentinels and clusters are set as RedisTopology");
    }
}
