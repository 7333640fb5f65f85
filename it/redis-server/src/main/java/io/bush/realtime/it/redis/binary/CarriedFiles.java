package io.bush.realtime.it.redis.binary;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the build unpacked for this platform: laid down as runnable files once their checksums are right. */
final class CarriedFiles {

    private static final String SUMS = "SHA256SUMS";

    private final Path directory;
    // Name to checksum, in the order in which the names are preferred.
    private final Map<String, String> sums;

    CarriedFiles(Path directory) {
        this(directory, readSums());
    }

    CarriedFiles(Path directory, Map<String, String> sums) {
        this.directory = directory;
        this.sums = sums;
    }

    private static Map<String, String> readSums() {
        Map<String, String> sums = new LinkedHashMap<>();
        new String(resource(SUMS).orElseThrow(), StandardCharsets.UTF_8).lines().forEach(line -> {
            String[] parts = line.split(" +", -1);
            sums.put(parts[1], parts[0]);
        });
        return sums;
    }

    /** The names whose checksums are known, the preferred ones first. */
    Iterable<String> names() {
        return sums.keySet();
    }

    /** A runnable file; empty when the build did not unpack it, because it is for another platform. */
    Optional<Path> runnable(String name) {
        return resource("bin/" + name).map(bytes -> layDown(name, bytes));
    }

    private Path layDown(String name, byte[] bytes) {
        String sum = sha256(bytes);
        if (!sum.equals(sums.get(name))) {
            throw new IllegalStateException(
                    "%s has the checksum %s, not the %s that is known of it".formatted(name, sum, sums.get(name)));
        }
        Path file = directory.resolve(name);
        try {
            if (Files.isExecutable(file) && sum.equals(sha256(Files.readAllBytes(file)))) {
                return file;
            }
            Files.createDirectories(directory);
            // Several JVMs may do this at once: each writes its own and moves it over, which is one step.
            Path own = Files.createTempFile(directory, name, ".tmp");
            Files.write(own, bytes);
            if (!own.toFile().setExecutable(true)) {
                throw new IOException("cannot be made executable: " + own);
            }
            return Files.move(own, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Optional<byte[]> resource(String name) {
        try (InputStream in = CarriedFiles.class.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
