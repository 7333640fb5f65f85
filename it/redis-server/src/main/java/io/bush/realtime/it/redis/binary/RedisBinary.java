package io.bush.realtime.it.redis.binary;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A redis-server this machine can run.
 *
 * <p>Thread safety: immutable.
 *
 * @param path where it is
 * @param version what it says it is, such as {@code 7.0.9}
 */
public record RedisBinary(Path path, String version) {

    private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+\\.\\d+\\.\\d+)");
    private static final long MAX_SECONDS = 10;

    /**
     * Asks a file for its version, which shows that it can be run here.
     *
     * @param path the file
     * @return the binary; empty when it cannot be run, or is something else
     */
    public static Optional<RedisBinary> at(Path path) {
        try {
            Process process = new ProcessBuilder(path.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher version = VERSION.matcher(said);
            boolean ended = process.waitFor(MAX_SECONDS, TimeUnit.SECONDS);
            return ended && version.find() ? Optional.of(new RedisBinary(path, version.group(1))) : Optional.empty();
        } catch (IOException notRunnable) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Returns its line.
     *
     * @return the line; empty when it is older than all of them
     */
    public Optional<RedisLine> line() {
        for (RedisLine line : RedisLine.values()) {
            if (line.has(version)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return "redis " + version;
    }
}
