package io.bush.realtime.redis;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to log in. Thread safety: immutable.
 *
 * @param user the ACL user; null for Redis' default user
 * @param password the password; never shown, neither by {@link #toString} nor in a message
 */
public record RedisCredentials(@Nullable String user, String password) {

    /** Refuses absent or empty parts. */
    public RedisCredentials {
        if (user != null && user.isEmpty()) {
            throw new IllegalArgumentException("redis.credentials.user is \"\", allowed: a name, or null");
        }
        if (Objects.requireNonNull(password, "password").isEmpty()) {
            throw new IllegalArgumentException("redis.credentials.password is empty, allowed: 1 or more characters");
        }
    }

    @Override
    public String toString() {
        return "RedisCredentials[user=" + user + ", password=***]";
    }
}
