package io.bush.realtime.redis.internal.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script of this library, one resource each. Its text is constant; everything that varies goes in as a key or an
 * argument. Thread safety: immutable; load it once, into a constant.
 */
public final class Script {

    private final String name;
    private final Use use;
    private final byte[] text;
    private final String sha1;

    /** What a script is for. */
    enum Use {
        /** Changes something: calls for one first key are executed in their order. */
        WRITE,
        /** Answers a question: calls need not wait for each other. It may write what nobody misses. */
        READ
    }

    Script(String name, Use use, String text) {
        this.name = name;
        this.use = use;
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.sha1 = sha1Of(this.text);
    }

    /**
     * Loads a script that changes something and lies beside a class. What several scripts begin with is a file of its own.
     *
     * @param beside a class in the package of the resources
     * @param resources the files' names, one behind the other, for example {@code append.lua}; the last one names the script
     * @return the script
     * @throws IllegalStateException when there is no such resource
     */
    public static Script load(Class<?> beside, String... resources) {
        return load(beside, Use.WRITE, resources);
    }

    /**
     * Loads a script that answers a question and lies beside a class. Calls of it keep no order.
     *
     * @param beside a class in the package of the resources
     * @param resources as {@link #load}
     * @return the script
     * @throws IllegalStateException when there is no such resource
     */
    public static Script loadReading(Class<?> beside, String... resources) {
        return load(beside, Use.READ, resources);
    }

    private static Script load(Class<?> beside, Use use, String... resources) {
        StringBuilder text = new StringBuilder();
        for (String resource : resources) {
            text.append(read(beside, resource));
        }
        return new Script(resources[resources.length - 1], use, text.toString());
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
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The text as it is sent; not to be changed. */
    byte[] bytes() {
        return text;
    }

    Use use() {
        return use;
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

    private static String sha1Of(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
