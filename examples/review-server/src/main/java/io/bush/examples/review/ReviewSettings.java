package io.bush.examples.review;

import io.bush.examples.review.node.NodeSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the server is started with.
 *
 * @param host the address to listen on
 * @param port 0 to 65535; 0 takes any free port
 * @param data the directory for the database, the uploads and the signing key
 * @param adminToken opens the figures; null for nobody
 * @param maxUploadBytes largest file
 * @param tokenLifetime how long users' tokens are valid
 * @param node what makes it one of several
 */
public record ReviewSettings(
        String host,
        int port,
        Path data,
        @Nullable String adminToken,
        long maxUploadBytes,
        Duration tokenLifetime,
        NodeSettings node) {

    /** Refuses what is out of range, naming the option. */
    public ReviewSettings {
        if (port < 0 || port > 65_535) {
            throw new StartFailure("--port is " + port + ", allowed: 0 to 65535");
        }
        if (maxUploadBytes < 1 || maxUploadBytes > 100L << 30) {
            throw new StartFailure("--max-upload-mb is " + (maxUploadBytes >> 20) + ", allowed: 1 to 102400");
        }
        if (tokenLifetime.compareTo(Duration.ofSeconds(1)) < 0 || tokenLifetime.compareTo(Duration.ofDays(30)) > 0) {
            throw new StartFailure("--token-ttl is " + tokenLifetime + ", allowed: PT1S to PT720H");
        }
        if (adminToken != null && adminToken.isBlank()) {
            throw new StartFailure("--admin-token is blank, allowed: any other text");
        }
    }
}
