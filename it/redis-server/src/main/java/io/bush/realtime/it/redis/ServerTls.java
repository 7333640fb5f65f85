package io.bush.realtime.it.redis;

import java.nio.file.Path;
import java.util.List;

/**
 * How servers encrypt: towards clients on a port of its own, and always towards each other. Tests themselves go on speaking
 * to them in the clear.
 *
 * <p>Thread safety: immutable.
 *
 * @param certificate what they show, PEM
 * @param key its private key, PEM
 * @param trusted whom they believe each other, PEM
 */
public record ServerTls(Path certificate, Path key, Path trusted) {

    /** The lines of a redis.conf. */
    List<String> settings(int port) {
        return List.of(
                "tls-port " + port,
                "tls-cert-file " + certificate,
                "tls-key-file " + key,
                "tls-ca-cert-file " + trusted,
                "tls-auth-clients no",
                "tls-replication yes");
    }
}
