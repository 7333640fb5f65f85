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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secret that signs tokens: made on the first start, kept in the data directory for its owner only; all processes that
 * use the directory sign with it.
 */
public final class SigningKey {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKey.class);
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

    /** The file has its name only when it is whole: another process may be reading. Who comes later takes what is there. */
    private static void create(Path file) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path draft =
                Files.createTempFile(file.toAbsolutePath().getParent(), "token-key", ".draft", OwnerOnly.file(file));
        try {
            byte[] secret = new byte[BYTES];
            new SecureRandom().nextBytes(secret);
            try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(secret));
                channel.force(true);
            }
            // A link is made or not, and replaces nothing; a move may replace.
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("another process was faster", e);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    byte[] secret() {
        return secret.clone();
    }
}
