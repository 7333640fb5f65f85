package io.bush.examples.review.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request's JSON object, read field by field; a field that is not acceptable fails with 422 and its name. */
public final class JsonFields {

    private final JsonNode object;

    JsonFields(JsonNode object) {
        this.object = object;
    }

    /** Tells whether a field was sent, be it as null. */
    public boolean has(String field) {
        return object.has(field);
    }

    /** Returns a text that must be there. */
    public String text(String field, int maxLength) {
        String value = textOrNull(field, maxLength);
        if (value == null) {
            throw HttpFailure.invalid(field, field + " is missing");
        }
        return value;
    }

    /** Returns a text, or null when it is absent or null. */
    public @Nullable String textOrNull(String field, int maxLength) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw HttpFailure.invalid(field, field + " is not a string");
        }
        return PlainText.require(field, node.textValue(), maxLength);
    }

    /** Returns a text of one grammar, or null when it is absent or null. */
    public @Nullable String wordOrNull(String field, Pattern grammar) {
        String value = textOrNull(field, 128);
        if (value != null && !grammar.matcher(value).matches()) {
            throw HttpFailure.invalid(field, field + " does not match " + grammar);
        }
        return value;
    }

    /** Returns a number from 0 to a most, or null when it is absent or null. */
    public @Nullable Double numberOrNull(String field, double most) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        double value = node.isNumber() ? node.doubleValue() : -1;
        if (!(value >= 0 && value <= most)) {
            throw HttpFailure.invalid(field, field + " is not a number from 0 to " + most);
        }
        return value;
    }

    /** Returns a whole number from 0 to a most, or null when it is absent or null. */
    public @Nullable Long wholeOrNull(String field, long most) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        long value = node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : -1;
        if (value < 0 || value > most) {
            throw HttpFailure.invalid(field, field + " is not a whole number from 0 to " + most);
        }
        return value;
    }

    /** Returns an array or object in compact form, or null when it is absent or null. */
    public @Nullable String structureOrNull(String field, int maxBytes) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isContainerNode()) {
            throw HttpFailure.invalid(field, field + " is not an array or object");
        }
        String json = node.toString();
        if (json.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw HttpFailure.invalid(field, field + " has more than " + maxBytes + " bytes");
        }
        if (!PlainText.isWellFormed(json)) {
            throw HttpFailure.invalid(field, field + " holds half a character (a lone surrogate)");
        }
        return json;
    }
}
