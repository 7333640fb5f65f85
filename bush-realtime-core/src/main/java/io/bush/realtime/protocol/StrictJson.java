package io.bush.realtime.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one text, each of them checked before anybody sees it: contract §2, "Invalid". Nothing that was skipped is
 * less strictly read than what was kept. Thread safety: for one thread.
 */
final class StrictJson implements Closeable {

    /** Most levels of objects and arrays; the frame itself is the first. */
    static final int MAX_DEPTH = 16;
    /** Most of {@code { } [ ]}, keys, and values that are neither object nor array. */
    static final int MAX_TOKENS = 2_000;
    /** Most characters of a number. */
    static final int MAX_NUMBER_CHARS = 32;

    /**
     * Names are not kept beyond the frame: the table would be shared, and clients choose the names. Our own checks come
     * first where they are as narrow; what is left of Jackson's is a second fence.
     */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARS)
                    .maxStringLength(1 << 20)
                    .maxNameLength(1 << 20)
                    .build())
            .build();

    private final JsonParser parser;
    /** The keys of each open object so far, by its level; null where there was none yet. */
    private final @Nullable Set<String>[] keys;
    /** How many objects and arrays are open. */
    private int depth;
    /** How many tokens were read. */
    private int tokens;

    @SuppressWarnings({"unchecked", "rawtypes"})
    StrictJson(String text) throws IOException {
        parser = FACTORY.createParser(text);
        keys = new Set[MAX_DEPTH + 1];
    }

    /** A text that is not JSON as the protocol wants it; says what is wrong and never repeats it. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Refused(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** Moves on; null at the end of the text. */
    @Nullable
    JsonToken next() throws Refused {
        JsonToken token;
        try {
            token = parser.nextToken();
            if (token == null) {
                return null;
            }
            if (++tokens > MAX_TOKENS) {
                throw new Refused("more than " + MAX_TOKENS + " JSON tokens");
            }
            check(token);
        } catch (StreamConstraintsException e) {
            throw new Refused(
                    depth >= MAX_DEPTH
                            ? "JSON nested deeper than " + MAX_DEPTH
                            : "number of more than " + MAX_NUMBER_CHARS + " characters");
        } catch (IOException | RuntimeException e) {
            throw new Refused("not valid JSON" + position());
        }
        return token;
    }

    /** Moves on where the text cannot end. */
    JsonToken some() throws Refused {
        JsonToken token = next();
        if (token == null) {
            throw new Refused("not valid JSON" + position());
        }
        return token;
    }

    private void check(JsonToken token) throws IOException, Refused {
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                depth++;
                keys[depth] = null;
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> key(parser.currentName());
            case VALUE_STRING -> {
                char[] chars = parser.getTextCharacters();
                int from = parser.getTextOffset();
                surrogates(chars, from, from + parser.getTextLength());
            }
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            default -> {}
        }
    }

    private void key(String name) throws Refused {
        surrogates(name.toCharArray(), 0, name.length());
        Set<String> known = keys[depth];
        if (known == null) {
            known = new HashSet<>();
            keys[depth] = known;
        }
        if (!known.add(name)) {
            throw new Refused("the same key twice in one object" + position());
        }
    }

    private void surrogates(char[] chars, int from, int to) throws Refused {
        boolean open = false;
        for (int i = from; i < to; i++) {
            if (Character.isLowSurrogate(chars[i]) != open) {
                throw new Refused("half of a surrogate pair" + position());
            }
            open = Character.isHighSurrogate(chars[i]);
        }
        if (open) {
            throw new Refused("half of a surrogate pair" + position());
        }
    }

    private void number() throws IOException, Refused {
        int length = parser.getTextLength();
        if (length > MAX_NUMBER_CHARS) {
            throw new Refused("number of more than " + MAX_NUMBER_CHARS + " characters");
        }
        // Without an exponent 32 characters cannot leave the range.
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT && Double.isInfinite(parser.getDoubleValue())) {
            throw new Refused("number beyond the range of a double" + position());
        }
    }

    private String position() {
        return " near character " + parser.currentLocation().getCharOffset();
    }

    String name() throws IOException {
        return parser.currentName();
    }

    /** The current string. */
    String text() throws IOException {
        return parser.getText();
    }

    /** Reads the value that begins with the current token to its end, without keeping it. */
    void skip(JsonToken first) throws Refused {
        int outside = depth - (first.isStructStart() ? 1 : 0);
        while (depth > outside) {
            some();
        }
    }

    /** Reads the value that begins with the current token as a tree. */
    JsonNode tree(JsonToken first) throws IOException, Refused {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (first) {
            case START_OBJECT -> {
                ObjectNode object = make.objectNode();
                while (some() != JsonToken.END_OBJECT) {
                    String key = name();
                    object.set(key, tree(some()));
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = make.arrayNode();
                for (JsonToken item = some(); item != JsonToken.END_ARRAY; item = some()) {
                    array.add(tree(item));
                }
                yield array;
            }
            case VALUE_STRING -> make.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> make.numberNode(parser.getIntValue());
                    case LONG -> make.numberNode(parser.getLongValue());
                    default -> make.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> make.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> make.booleanNode(true);
            case VALUE_FALSE -> make.booleanNode(false);
            case VALUE_NULL -> make.nullNode();
            default -> throw new Refused("not valid JSON" + position());
        };
    }

    /** Writes the value that begins with the current token: without white space, numbers digit for digit. */
    void copy(JsonToken first, JsonBytes out) throws IOException, Refused {
        switch (first) {
            case START_OBJECT -> {
                out.plain('{');
                String separator = "";
                while (some() != JsonToken.END_OBJECT) {
                    out.plain(separator).string(name()).plain(':');
                    copy(some(), out);
                    separator = ",";
                }
                out.plain('}');
            }
            case START_ARRAY -> {
                out.plain('[');
                String separator = "";
                for (JsonToken item = some(); item != JsonToken.END_ARRAY; item = some()) {
                    out.plain(separator);
                    copy(item, out);
                    separator = ",";
                }
                out.plain(']');
            }
            case VALUE_STRING -> out.string(parser.getText());
            default -> out.plain(parser.getText());
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
