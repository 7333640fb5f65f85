package io.bush.realtime.redis;

/**
 * Where one server of Redis or Sentinel listens. Thread safety: immutable.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535; Redis' own default is 6379, Sentinel's 26379
 */
public record RedisAddress(String host, int port) {

    /** Refuses an empty host and a port out of range. */
    public RedisAddress {
        if (host.isBlank() || host.indexOf('/') >= 0 || host.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "redis.address.host is \"" + host + "\", allowed: a host name or an IP address");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("redis.address.port is " + port + ", allowed: 1 to 65535");
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
