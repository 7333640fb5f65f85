package io.bush.examples.review.account;

import io.bush.examples.review.store.Ids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tokens of share links: 256 random bits each. Only their SHA-256 is kept, so a stolen database opens no link. */
public final class ShareTokens {

    private static final String PREFIX = "shr_";

    private ShareTokens() {}

    /** Makes a token. */
    public static String make() {
        return PREFIX + Ids.random(32);
    }

    /** Tells a share token from a user's. */
    public static boolean looksLikeOne(String token) {
        return token.startsWith(PREFIX);
    }

    /** Returns what is kept of a token. */
    public static String hash(String token) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Compares in a time that tells nothing about where they differ. */
    public static boolean matches(String token, String hash) {
        return MessageDigest.isEqual(
                hash(token).getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }
}
