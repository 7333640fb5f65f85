package io.bush.examples.watch.show;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what may or may not be in a JSON object, ready to be shown.
 *
 * @param json any JSON
 */
record Fields(JsonNode json) {

    private static final int MAX_SHOWN = 8;

    Fields in(String field) {
        return new Fields(json.path(field));
    }

    boolean has(String field) {
        return json.hasNonNull(field);
    }

    /** A field as text; {@code ?} if it is not there. */
    String text(String field) {
        return text(field, "?");
    }

    String text(String field, String otherwise) {
        return has(field) ? shown(json.get(field)) : otherwise;
    }

    String quoted(String field) {
        return '"' + text(field, "") + '"';
    }

    /** The first of some fields that is there. */
    String first(String... fields) {
        for (String field : fields) {
            if (has(field)) {
                return text(field);
            }
        }
        return "?";
    }

    /** Somebody's name, or whatever else is known: an object with name, email or id, or just an id. */
    String who(String field) {
        JsonNode who = json.path(field);
        if (who.isObject()) {
            Fields fields = new Fields(who);
            if (fields.has("name") && fields.has("email")) {
                return fields.text("name") + " <" + fields.text("email") + ">";
            }
            return fields.has("name") || fields.has("email") || fields.has("id")
                    ? fields.first("name", "email", "id")
                    : "somebody";
        }
        return text(field, "somebody");
    }

    /** {@code " by Jane"}, or nothing; {@code fallback} is used if the field is not there. */
    String by(String field, @Nullable String fallback) {
        if (has(field)) {
            return " by " + who(field);
        }
        return fallback == null ? "" : " by " + Plain.text(fallback);
    }

    @Nullable
    Long number(String field) {
        JsonNode number = json.path(field);
        return number.canConvertToLong() ? number.asLong() : null;
    }

    /** Every field that is no object, as {@code name=value}. */
    String pairs(List<String> without) {
        List<String> pairs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!without.contains(field.getKey())) {
                pairs.add(Plain.text(field.getKey()) + "=" + shown(field.getValue()));
            }
        }
        boolean cut = pairs.size() > MAX_SHOWN;
        return String.join(" ", cut ? pairs.subList(0, MAX_SHOWN) : pairs) + (cut ? " …" : "");
    }

    private static String shown(JsonNode value) {
        return Plain.text(value.isValueNode() ? value.asText() : value.toString());
    }
}
