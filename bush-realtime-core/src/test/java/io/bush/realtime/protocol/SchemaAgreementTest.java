package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The published schema and the decoder accept and refuse the same frames, as far as a schema can say it. It cannot see
 * what stands in the text only (keys twice, trailing content, lone surrogates) and does not count (levels, tokens,
 * characters of a number, bytes of {@code state} and {@code data}): {@link BadInputTest} holds those.
 */
@Tag("seed000-9.4")
@Tag("contract-2")
class SchemaAgreementTest {

    @SuppressWarnings("unused") // named in @FieldSource
    static final List<String> ACTIONS = RandomFrames.ACTIONS;

    private static final int FRAMES = 3_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** The keywords that refuse something. */
    private static final Set<String> RULES = Set.of(
            "type",
            "required",
            "enum",
            "const",
            "minLength",
            "maxLength",
            "pattern",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "not",
            "allOf",
            "anyOf",
            "oneOf",
            "if",
            "then",
            "else",
            "$ref",
            "items");

    /** The published schema. */
    private static JsonNode source;
    /** The same, ready to judge. */
    private static Schema schema;

    private final BushDialect dialect = new BushDialect();

    @BeforeAll
    static void read() throws IOException {
        source = MAPPER.readTree(Files.readString(Path.of("..", "docs", "schema", "client-message.schema.json")));
        schema = newRegistry().getSchema(source);
    }

    @Test
    void the_schema_is_a_valid_one() {
        Schema meta = newRegistry().getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(meta.validate(source)).isEmpty();
        assertThat(meta.validate(MAPPER.createObjectNode().put("type", "no such type")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @FieldSource("ACTIONS")
    void schema_and_decoder_agree_on_thousands_of_frames(String action) {
        RandomFrames frames = new RandomFrames(action.hashCode());
        List<String> disagreements = new ArrayList<>();
        int accepted = 0;
        for (int i = 0; i < FRAMES; i++) {
            JsonNode frame = frames.next(action);
            boolean decoded = decodes(frame.toString());
            accepted += decoded ? 1 : 0;
            if (decoded != schema.validate(frame).isEmpty()) {
                disagreements.add((decoded ? "only decoded: " : "only in the schema: ") + frame);
            }
        }

        assertThat(disagreements).isEmpty();
        assertThat(accepted).as("accepted of %d", FRAMES).isBetween(FRAMES / 5, FRAMES * 19 / 20);
    }

    /** So that the test above is known to see every rule of the schema, not only the frequent ones. */
    @Test
    void each_rule_of_the_schema_is_missed_when_it_is_taken_away() {
        List<String> rules = new ArrayList<>();
        rules(source, "", rules);
        List<String> unnoticed = new ArrayList<>();
        for (String rule : rules) {
            JsonNode weaker = source.deepCopy();
            int slash = rule.lastIndexOf('/');
            ((ObjectNode) weaker.at(rule.substring(0, slash))).remove(rule.substring(slash + 1));
            if (!differs(newRegistry().getSchema(weaker))) {
                unnoticed.add(rule);
            }
        }

        assertThat(rules).hasSizeGreaterThan(50);
        // The frames made here are objects all of them, and an unknown action fits no entry of oneOf either.
        assertThat(unnoticed).containsExactlyInAnyOrder("/type", "/properties/action/enum");
    }

    private static void rules(JsonNode node, String path, List<String> found) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String below = path + "/" + field.getKey();
            // Names of fields stand where keywords stand elsewhere.
            if (RULES.contains(field.getKey()) && !path.endsWith("/properties")) {
                found.add(below);
            }
            rules(field.getValue(), below, found);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            rules(node.get(i), path + "/" + i, found);
        }
    }

    private boolean differs(Schema judge) {
        RandomFrames frames = new RandomFrames(1);
        for (int i = 0; i < FRAMES * 4; i++) {
            JsonNode frame = frames.next(ACTIONS.get(i % ACTIONS.size()));
            if (decodes(frame.toString()) != judge.validate(frame).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"[]", "'ping'", "null", "{}", "{'action':'explode'}", "{'action':'ping','ref':1}"})
    void both_refuse_what_is_no_frame_at_all(String json) throws JsonProcessingException {
        String text = json.replace('\'', '"');

        assertThat(decodes(text)).isFalse();
        assertThat(schema.validate(MAPPER.readTree(text))).isNotEmpty();
    }

    @Test
    void the_schema_lists_every_action() {
        List<String> listed = new ArrayList<>();
        source.at("/properties/action/enum").forEach(it -> listed.add(it.textValue()));
        List<String> described = new ArrayList<>();
        source.get("oneOf")
                .forEach(it -> described.add(it.get("$ref").textValue().substring("#/$defs/".length())));

        assertThat(listed).containsExactlyInAnyOrderElementsOf(ACTIONS);
        assertThat(described).containsExactlyInAnyOrderElementsOf(ACTIONS);
    }

    private static SchemaRegistry newRegistry() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    }

    private boolean decodes(String text) {
        try {
            dialect.decode(text);
            return true;
        } catch (InvalidMessageException e) {
            return false;
        }
    }
}
