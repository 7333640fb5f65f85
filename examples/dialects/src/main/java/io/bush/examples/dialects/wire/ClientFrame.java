package io.bush.examples.dialects.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.InvalidMessageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One frame of a client, read as strictly as the canonical ones: one JSON object and nothing behind it, no key twice, at most
 * 16 levels, 2,000 tokens and 32 digits. Thread safety: immutable.
 */
public final class ClientFrame {

    private static final ObjectMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxTokenCount(2_000)
                            .maxNumberLength(32)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode json;

    private ClientFrame(JsonNode json) {
        this.json = json;
    }

    /** Reads a frame. */
    public static ClientFrame read(String text) throws InvalidMessageException {
        JsonNode json;
        try {
            json = STRICT.readTree(text);
        } catch (JsonProcessingException e) {
            throw invalid("Invalid message format");
        }
        if (json == null || !json.isObject()) {
            throw invalid("Invalid message format");
        }
        return new ClientFrame(json);
    }

    /** Returns the exception for a frame that is not valid; the message must not repeat what was sent. */
    public static InvalidMessageException invalid(String why) {
        return new InvalidMessageException(ErrorCode.INVALID_MESSAGE, why, null, null, -1);
    }

    /** Returns the exception for a frame of a kind that does not exist. */
    public static InvalidMessageException unknown(String why) {
        return new InvalidMessageException(ErrorCode.UNKNOWN_ACTION, why, null, null, -1);
    }

    /** Returns a field that is text of at least one character; null without it. */
    public @Nullable String find(String field) throws InvalidMessageException {
        JsonNode value = json.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw invalid("Field " + field + " is not a string");
        }
        return value.asText().isEmpty() ? null : value.asText();
    }

    /** Returns a field that is text. */
    public String require(String field, String elseSay) throws InvalidMessageException {
        String found = find(field);
        if (found == null) {
            throw invalid(elseSay);
        }
        return found;
    }

    /** Returns a field that is true or false. */
    public boolean requireFlag(String field) throws InvalidMessageException {
        if (!json.path(field).isBoolean()) {
            throw invalid("Field " + field + " is not true or false");
        }
        return json.path(field).asBoolean();
    }

    /** Returns a field that is 1 to so many different strings; one that is named twice counts once. */
    public List<String> requireList(String field, int most) throws InvalidMessageException {
        JsonNode values = json.path(field);
        if (!values.isArray() || values.isEmpty() || values.size() > most) {
            throw invalid("Field " + field + " is not a list of 1 to " + most + " strings");
        }
        Set<String> found = new LinkedHashSet<>();
        for (JsonNode value : values) {
            if (!value.isTextual() || value.asText().isEmpty() || value.asText().length() > 200) {
                throw invalid("Field " + field + " is not a list of strings of 1 to 200 characters");
            }
            found.add(value.asText());
        }
        return new ArrayList<>(found);
    }

    /** Returns a field that is an object as a frame of its own; an empty one without it. */
    public ClientFrame inner(String field) {
        JsonNode value = json.path(field);
        return new ClientFrame(value.isObject() ? value : JsonNodeFactory.instance.objectNode());
    }

    /** Returns the whole as JSON. */
    public JsonNode json() {
        return json;
    }
}
