package io.bush.examples.review.store;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes ids that nobody can guess and that fit the library's channel grammar. Thread safety: any thread. */
public final class Ids {

    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    /** Returns {@code prefix_} and 20 random characters. */
    public static String next(String prefix) {
        return prefix + "_" + random(15);
    }

    /** Returns random bytes as URL-safe text, four characters for each three bytes. */
    public static String random(int bytes) {
        byte[] raw = new byte[bytes];
        RANDOM.nextBytes(raw);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }
}
