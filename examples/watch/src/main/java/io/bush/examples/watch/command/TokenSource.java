package io.bush.examples.watch.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the token comes from. No message ever shows it.
 *
 * @param environment asked for {@code BUSH_TOKEN}
 * @param standardInput read for {@code --token-file -}
 */
public record TokenSource(Map<String, String> environment, InputStream standardInput) {

    private static final int MAX_BYTES = 16 * 1024;

    String find(@Nullable String option, @Nullable String file) {
        if (option != null && file != null) {
            throw new UsageException("--token and --token-file are both there, allowed: one of them");
        }
        if (option != null) {
            return checked("--token", option);
        }
        if (file != null) {
            return checked("--token-file", read(file));
        }
        String variable = environment.get("BUSH_TOKEN");
        if (variable == null) {
            throw new UsageException("no token: use --token-file, --token or the environment's BUSH_TOKEN");
        }
        return checked("BUSH_TOKEN", variable);
    }

    private String read(String file) {
        try (InputStream in = file.equals("-") ? standardInput : Files.newInputStream(Path.of(file))) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw new UsageException("--token-file", file, "a file that can be read, or -");
        }
    }

    private static String checked(String source, String text) {
        String token = text.strip();
        if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UsageException(
                    source + " has " + token.length() + " characters, allowed: 1 or more of visible ASCII");
        }
        return token;
    }
}
