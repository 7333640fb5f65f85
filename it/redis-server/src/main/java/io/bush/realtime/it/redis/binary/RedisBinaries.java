package io.bush.realtime.it.redis.binary;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Redis servers tests run against, one per {@link RedisLine}. The first of these that is of the line and can be
 * run: the files that the property {@code bush.redis.server} or the variable {@code BUSH_REDIS_SERVER} names (several
 * as in a path), {@code redis-server} on the path, what the build unpacked. They are looked for once and printed.
 *
 * <p>Thread safety: any thread.
 */
public final class RedisBinaries {

    private static final String SERVER = "redis-server";
    private static final String CLI = "redis-cli";

    private RedisBinaries() {}

    private static final class Chosen {
        static final Map<RedisLine, RedisBinary> SERVERS = choose();
    }

    /**
     * Returns the server of a line.
     *
     * @param line which
     * @return the server; empty when there is none for this platform
     */
    public static Optional<RedisBinary> of(RedisLine line) {
        return Optional.ofNullable(Chosen.SERVERS.get(line));
    }

    /**
     * Returns the newest server there is.
     *
     * @return the server; empty when there is none for this platform
     */
    public static Optional<RedisBinary> newest() {
        return of(RedisLine.RECENT).or(() -> of(RedisLine.OLDEST));
    }

    /**
     * Returns a redis-cli, for what documents show.
     *
     * @return the file; empty when there is none for this platform
     */
    public static Optional<Path> cli() {
        return onPath(CLI).or(() -> carried(CLI).stream().findFirst());
    }

    /**
     * Tells whether a missing server is a failure instead of a skipped test: with the property
     * {@code bush.redis.required} or the variable {@code BUSH_REDIS_REQUIRED} set to {@code true}.
     *
     * @return true when it is
     */
    public static boolean required() {
        return Boolean.parseBoolean(setting("bush.redis.required", "BUSH_REDIS_REQUIRED"));
    }

    /**
     * Returns below what everything is written: the property {@code bush.redis.directory}, else {@code target/redis}.
     *
     * @return the directory, which need not exist yet
     */
    public static Path directory() {
        return Path.of(System.getProperty("bush.redis.directory", "target/redis"))
                .toAbsolutePath();
    }

    private static Map<RedisLine, RedisBinary> choose() {
        Map<RedisLine, RedisBinary> chosen = new EnumMap<>(RedisLine.class);
        named().forEach(path -> take(
                chosen,
                RedisBinary.at(path)
                        .orElseThrow(() -> new IllegalStateException("not a redis-server that runs here: " + path))));
        onPath(SERVER).flatMap(RedisBinary::at).ifPresent(it -> take(chosen, it));
        for (Path path : carried(SERVER)) {
            RedisBinary.at(path).ifPresent(it -> take(chosen, it));
        }
        for (RedisLine line : RedisLine.values()) {
            RedisBinary binary = chosen.get(line);
            System.out.println("Redis " + line + " for tests: "
                    + (binary == null ? "none for this platform" : binary.version() + ", " + binary.path()));
        }
        return chosen;
    }

    private static void take(Map<RedisLine, RedisBinary> chosen, RedisBinary binary) {
        binary.line().ifPresent(line -> chosen.putIfAbsent(line, binary));
    }

    private static List<Path> named() {
        String names = setting("bush.redis.server", "BUSH_REDIS_SERVER");
        List<Path> paths = new ArrayList<>();
        if (names != null) {
            for (String name : names.split(File.pathSeparator, -1)) {
                if (!name.isBlank()) {
                    paths.add(Path.of(name));
                }
            }
        }
        return paths;
    }

    private static Optional<Path> onPath(String name) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private static List<Path> carried(String program) {
        CarriedFiles files = new CarriedFiles(directory().resolve("bin"));
        List<Path> paths = new ArrayList<>();
        for (String name : files.names()) {
            if (name.startsWith(program)) {
                files.runnable(name).ifPresent(paths::add);
            }
        }
        return paths;
    }

    private static @Nullable String setting(String property, String variable) {
        return System.getProperty(property, System.getenv(variable));
    }
}
