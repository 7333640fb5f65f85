package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.Position;
import io.bush.realtime.eventlog.ResetReason;
import io.bush.realtime.protocol.ProtocolPage.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code docs/protocol.md} says what the code does: every example, every field, every code. */
@Tag("contract-2")
class DocumentedProtocolTest {

    /** The page. */
    private static ProtocolPage page;
    /** The schema of client frames. */
    private static JsonNode schema;

    @BeforeAll
    static void read() throws IOException {
        page = ProtocolPage.read();
        schema = ProtocolPage.STRICT.readTree(
                Files.readString(Path.of("..", "docs", "schema", "client-message.schema.json")));
    }

    @Test
    void every_example_of_a_client_decodes_and_has_no_field_the_action_does_not_know() throws InvalidMessageException {
        List<JsonNode> frames = Stream.concat(page.examples().stream(), page.said("→").stream())
                .filter(DocumentedProtocolTest::isOfClient)
                .toList();
        Set<String> shown = new TreeSet<>();
        for (JsonNode frame : frames) {
            String action = new BushDialect().decode(frame.toString()).action();
            shown.add(action);
            assertThat(fieldNames(action)).as(frame.toString()).containsAll(names(frame));
            for (JsonNode item : frame.path("subscriptions")) {
                assertThat(fieldNames(action)).as(frame.toString()).containsAll(names(item));
            }
        }

        assertThat(shown).containsExactlyInAnyOrderElementsOf(ClientMessageReader.ACTIONS);
    }

    @Test
    void every_example_the_encoder_can_write_is_what_it_writes() throws JsonProcessingException {
        List<JsonNode> written = new ArrayList<>();
        for (String frame : EncodedExamples.all()) {
            written.add(ProtocolPage.STRICT.readTree(frame));
        }
        Set<String> kinds = new LinkedHashSet<>();
        written.forEach(it -> kinds.add(kind(it)));
        List<JsonNode> shown = page.examples().stream()
                .filter(it -> !isOfClient(it) && kinds.contains(kind(it)))
                .toList();

        assertThat(shown).containsExactlyInAnyOrderElementsOf(written);
        assertThat(EncodedExamples.messages().stream()
                        .<Class<?>>map(Object::getClass)
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(EncodedExamples.kinds());
    }

    @Test
    void every_example_of_a_server_has_exactly_the_fields_of_its_kind() {
        List<JsonNode> frames = Stream.concat(page.examples().stream(), page.said("←").stream())
                .filter(it -> !isOfClient(it))
                .toList();
        Set<String> shown = new TreeSet<>();
        for (JsonNode frame : frames) {
            ServerShapes.Shape shape = ServerShapes.of(kind(frame));
            shown.add(kind(frame));
            assertThat(names(frame)).as(frame.toString()).containsAll(shape.required());
            assertThat(shape.all()).as(frame.toString()).containsAll(names(frame));
        }

        assertThat(shown).containsExactlyInAnyOrderElementsOf(ServerShapes.kinds());
    }

    @Test
    void each_frame_has_a_section_with_an_example_and_every_field() {
        Set<String> described = new TreeSet<>();
        for (Section section : page.sections()) {
            for (String name : section.names()) {
                boolean client = section.examples().stream().anyMatch(DocumentedProtocolTest::isOfClient);
                Set<String> fields =
                        client ? fieldNames(name) : ServerShapes.of(name).all();
                assertThat(section.examples())
                        .as(name)
                        .anyMatch(it -> (client ? it.get("action").textValue() : kind(it)).equals(name));
                List<String> told = new ArrayList<>(List.of("action", "type", "ref"));
                section.rows().forEach(it -> told.addAll(ProtocolPage.codes(it.get(0))));
                assertThat(told).as(section.title()).containsAll(fields);
                described.add((client ? "client " : "server ") + name);
            }
        }

        List<String> expected = new ArrayList<>();
        ClientMessageReader.ACTIONS.forEach(it -> expected.add("client " + it));
        ServerShapes.kinds().stream()
                .filter(it -> !it.equals(ServerShapes.EVENT))
                .forEach(it -> expected.add("server " + it));
        assertThat(described).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void every_event_id_is_one_of_its_channel() {
        List<JsonNode> named = new ArrayList<>();
        Stream.of(page.examples(), page.said("→"), page.said("←"))
                .flatMap(List::stream)
                .forEach(it -> {
                    named.add(it);
                    it.path("subscriptions").forEach(named::add);
                });
        int ids = 0;
        for (JsonNode node : named) {
            for (String field : List.of("since_event_id", "last_event_id", "event_id")) {
                if (node.path(field).isTextual()) {
                    Channel channel = new Channel(
                            node.get("channel").textValue(),
                            node.get("resource_id").textValue());
                    assertThat(Position.parse(channel, node.get(field).textValue()))
                            .as(node.toString())
                            .isNotNull();
                    ids++;
                }
            }
        }

        assertThat(ids).isGreaterThan(10);
    }

    @Test
    void every_code_and_reason_is_in_its_table() {
        assertThat(firstCells(page.section("Errors")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values())
                        .map(ErrorCode::wireName)
                        .toList());
        assertThat(firstCells(page.section("Resets")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ResetReason.values())
                        .map(ResetReason::wireName)
                        .toList());
        assertThat(firstCells(page.section("`subscription.rejected`")))
                .containsAll(lowerCase(ServerMessage.RejectReason.values()));
        assertThat(ProtocolPage.codes(page.section("`subscription.revoked`").body()))
                .containsAll(lowerCase(ServerMessage.RevokeReason.values()));
        List<String> closeCodes = page.section("Close codes").rows().stream()
                .flatMap(it -> Stream.of(it.get(0).strip().split(", ")))
                .toList();
        assertThat(closeCodes)
                .containsAll(Arrays.stream(CloseCode.values())
                        .map(it -> Integer.toString(it.code()))
                        .toList());
    }

    @Test
    void every_limit_is_told_with_the_value_the_example_shows() {
        JsonNode limits =
                page.section("`connection.established`").examples().get(0).get("limits");
        List<List<String>> rows = page.section("Limits").rows();

        assertThat(firstCells(page.section("Limits"))).containsExactlyElementsOf(names(limits));
        for (List<String> row : rows) {
            String name = ProtocolPage.codes(row.get(0)).get(0);
            assertThat(row.get(1).strip().replace(",", ""))
                    .isEqualTo(limits.get(name).asText());
        }
    }

    @Test
    void every_pattern_fits_what_the_table_says() {
        List<List<String>> rows = page.section("Event patterns").rows();
        int checked = 0;
        for (List<String> row : rows) {
            EventPatterns pattern = new EventPatterns(ProtocolPage.codes(row.get(0)));
            for (String name : ProtocolPage.codes(row.get(1))) {
                assertThat(pattern.matches(name))
                        .as("%s fits %s", pattern, name)
                        .isTrue();
                checked++;
            }
            for (String name : ProtocolPage.codes(row.get(2))) {
                assertThat(pattern.matches(name))
                        .as("%s fits %s", pattern, name)
                        .isFalse();
                checked++;
            }
        }

        assertThat(checked).isGreaterThan(8);
    }

    private static List<String> firstCells(Section section) {
        return section.rows().stream()
                .flatMap(it -> ProtocolPage.codes(it.get(0)).stream())
                .toList();
    }

    private static List<String> lowerCase(Enum<?>[] reasons) {
        return Arrays.stream(reasons)
                .map(it -> it.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** An error names the action it is about, but has a type as well. */
    private static boolean isOfClient(JsonNode frame) {
        return frame.has("action") && !frame.has("type");
    }

    private static String kind(JsonNode frame) {
        return frame.has("type") ? frame.get("type").textValue() : ServerShapes.EVENT;
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The fields the schema gives an action, those of an item included. */
    private static Set<String> fieldNames(String action) {
        Set<String> names = new TreeSet<>(Set.of("action", "ref"));
        collect(schema.get("$defs").get(action), names);
        return names;
    }

    private static void collect(JsonNode rule, Set<String> names) {
        if (rule.has("$ref")) {
            collect(schema.at(rule.get("$ref").textValue().substring(1)), names);
        }
        rule.path("properties").properties().forEach(it -> {
            names.add(it.getKey());
            collect(it.getValue().path("items"), names);
        });
        rule.path("allOf").forEach(it -> collect(it, names));
        collect(rule, "then", names);
        collect(rule, "else", names);
    }

    private static void collect(JsonNode rule, String below, Set<String> names) {
        if (rule.has(below)) {
            collect(rule.get(below), names);
        }
    }
}
