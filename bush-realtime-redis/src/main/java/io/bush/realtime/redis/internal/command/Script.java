package io.bush.realtime.redis.internal.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script of this library. Its text is constant; everything that varies goes in as a key or an
 * argument. Thread safety: immutable; load it once, into a constant.
 */
public final class Script {

    private final String name;
    private final String text;
    private final String sha1;

    Script(String name, String text) {
        this.name = name;
        this.text = text;
        this.sha1 = sha1Of(text);
    }

    /**
     * Loads a script that lies beside a class. What several scripts begin with is a file of its own.
     *
     * @param beside a class in the package of the resources
     * @param resources the files' names, one behind the other, for example {@code append.lua}; the last one names the script
     * @return the script
     * @throws IllegalStateException when there is no such resource
     */
    public static Script load(Class<?> beside, String... resources) {
        StringBuilder text = new StringBuilder();
        for (String resource : resources) {
            text.append(read(beside, resource));
        }
        return new Script(resources[resources.length - 1], text.toString());
    }

    private static String read(Class<?> beside, String resource) {
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no script " + resource + " beside " + beside.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read script " + resource, e);
        }
    }

    /**
     * Returns the script's text.
     *
     * @return Lua
     */
    public String text() {
        return text;
    }

    /**
     * Returns the name by which Redis remembers the script.
     *
     * @return 40 lower-case hexadecimal digits
     */
    public String sha1() {
        return sha1;
    }

    @Override
    public String toString() {
        return name;
    }

    private static String sha1Of(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
