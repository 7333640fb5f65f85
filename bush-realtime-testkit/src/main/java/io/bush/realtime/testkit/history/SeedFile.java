package io.bush.realtime.testkit.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Seeds that somebody wrote down: one a line, behind {@code #} why. Lines without a seed are for the reader.
 *
 * <p>Thread safety: without state.
 */
public final class SeedFile {

    /**
     * A line.
     *
     * @param seed the seed
     * @param why what stands behind it
     */
    public record Line(long seed, String why) {}

    private SeedFile() {}

    /**
     * Reads a resource.
     *
     * @param beside a class that it lies beside
     * @param name the file's name
     * @return its lines with seeds, in order
     * @throws IllegalArgumentException if there is no such file
     */
    public static List<Line> read(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalArgumentException(name + " is not there");
            }
            List<Line> lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                int comment = line.indexOf('#');
                String seed = (comment < 0 ? line : line.substring(0, comment)).strip();
                if (!seed.isEmpty()) {
                    lines.add(new Line(
                            Long.parseLong(seed),
                            comment < 0 ? "" : line.substring(comment + 1).strip()));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
