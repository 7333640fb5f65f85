package io.bush.realtime.channel;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value as UTF-8 bytes: an event's data, serialised once on the publisher's side and spliced into every frame
 * as it is. Thread safety: immutable.
 */
public final class Payload {

    /** The empty object, {@code {}}. */
    public static final Payload EMPTY = new Payload("{}".getBytes(StandardCharsets.UTF_8));

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final byte[] utf8;

    private Payload(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * Serialises any value Jackson can write.
     *
     * @param mapper the application's mapper
     * @param value a record, map, {@link JsonNode} or null
     * @return its JSON
     * @throws IllegalArgumentException when it cannot be written; the message names the class, not the value
     */
    public static Payload of(ObjectMapper mapper, @Nullable Object value) {
        if (value instanceof Payload ready) {
            return ready;
        }
        try {
            return new Payload(mapper.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + (value == null ? "null" : value.getClass().getName()) + " as JSON", e);
        }
    }

    /**
     * Takes JSON text after checking that it is exactly one valid value.
     *
     * @param json the text
     * @return the payload
     * @throws IllegalArgumentException when it is not valid JSON
     */
    public static Payload ofJson(String json) {
        try {
            return new Payload(STRICT.writeValueAsBytes(STRICT.readTree(json)));
        } catch (IOException e) {
            throw new IllegalArgumentException("not one valid JSON value", e);
        }
    }

    /**
     * Takes bytes that are known to be one valid JSON value, as a back end reads them from its own log. The array must
     * not be changed afterwards.
     *
     * @param utf8 valid JSON in UTF-8
     * @return the payload
     */
    public static Payload ofTrusted(byte[] utf8) {
        return new Payload(utf8);
    }

    /**
     * Returns how many bytes of UTF-8 this is.
     *
     * @return the size in bytes
     */
    public int sizeBytes() {
        return utf8.length;
    }

    /**
     * Copies the bytes into an array.
     *
     * @param target where to
     * @param at index of the first byte
     * @return the index after the last byte
     */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(utf8, 0, target, at, utf8.length);
        return at + utf8.length;
    }

    /**
     * Returns the JSON as text.
     *
     * @return the text
     */
    public String json() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /**
     * Reads the value as a tree.
     *
     * @return the tree
     */
    public JsonNode tree() {
        try {
            return STRICT.readTree(utf8);
        } catch (IOException e) {
            throw new IllegalStateException("payload is not valid JSON", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Payload p && Arrays.equals(utf8, p.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return "Payload[" + utf8.length + " bytes]";
    }
}
