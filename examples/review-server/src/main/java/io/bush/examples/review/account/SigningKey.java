package io.bush.examples.review.account;

import io.bush.examples.review.StartFailure;
import io.bush.examples.review.store.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Set;

/** The secret that signs tokens: made on the first start, kept in the data directory for its owner only. */
public final class SigningKey {

    private static final int BYTES = 32;

    private final byte[] secret;

    private SigningKey(byte[] secret) {
        this.secret = secret;
    }

    /** Reads the key of a data directory, or makes one. */
    public static SigningKey in(Path directory) {
        Path file = directory.resolve("token-key");
        try {
            create(file);
            byte[] secret = Files.readAllBytes(file);
            if (secret.length != BYTES) {
                throw new StartFailure(file + " has " + secret.length + " bytes, allowed: " + BYTES
                        + "; delete it for a new key (all tokens end)");
            }
            return new SigningKey(secret);
        } catch (IOException e) {
            throw new StartFailure("--data is " + directory + ", but its token-key cannot be read or written: " + e, e);
        }
    }

    private static void create(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file(file))) {
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            channel.write(ByteBuffer.wrap(secret));
            channel.force(true);
        } catch (FileAlreadyExistsException e) {
            // Made on an earlier start.
            return;
        }
    }

    byte[] secret() {
        return secret.clone();
    }
}
