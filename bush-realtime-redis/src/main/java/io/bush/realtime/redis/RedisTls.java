package io.bush.realtime.redis;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted connections to Redis and to its Sentinels. Thread safety: immutable.
 *
 * @param verify what is checked of the server's certificate
 * @param trusted the authorities to trust, PEM; null for those of the Java platform
 * @param certificate this node's own certificate chain, PEM, when the server asks for one; null for none
 * @param key the private key of {@code certificate}, PKCS#8 PEM without a password; null for none
 */
public record RedisTls(
        Verify verify,
        @Nullable Path trusted,
        @Nullable Path certificate,
        @Nullable Path key) {

    /** What is checked of a server's certificate. */
    public enum Verify {
        /** That it comes from a trusted authority and names the host. */
        CERTIFICATE_AND_HOST,
        /** That it comes from a trusted authority. */
        CERTIFICATE,
        /** Nothing: whoever is in between can read and change everything. For tests. */
        NOTHING
    }

    /** Everything is checked, against the authorities of the Java platform. */
    public static final RedisTls PLATFORM = new RedisTls(Verify.CERTIFICATE_AND_HOST, null, null, null);

    /** Refuses a certificate without a key and a key without a certificate. */
    public RedisTls {
        Objects.requireNonNull(verify, "verify");
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("redis.tls.certificate is " + certificate + " and redis.tls.key is "
                    + key + ", allowed: both or neither");
        }
    }

    /**
     * Returns what trusts the authorities of one file.
     *
     * @param trusted PEM
     * @return certificate and host are checked
     */
    public static RedisTls trusting(Path trusted) {
        return new RedisTls(Verify.CERTIFICATE_AND_HOST, trusted, null, null);
    }
}
