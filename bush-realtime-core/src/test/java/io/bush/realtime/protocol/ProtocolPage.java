package io.bush.realtime.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** {@code docs/protocol.md}, taken apart: sections, fenced blocks, tables. */
final class ProtocolPage {

    static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private static final Pattern HEADING = Pattern.compile("^(#{2,4}) (.+)$", Pattern.MULTILINE);
    private static final Pattern FENCE = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SAID = Pattern.compile("^([→←]) (.+)$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    private final String text;

    private ProtocolPage(String text) {
        this.text = text;
    }

    /**
     * A part of the page.
     *
     * @param title the heading, with its backticks
     * @param body what stands below it, without the parts below that
     */
    record Section(String title, String body) {

        /** What the heading names in backticks. */
        List<String> names() {
            return codes(title);
        }

        /** The first cells of all table rows, where they hold something in backticks. */
        List<List<String>> rows() {
            return body.lines()
                    .filter(it -> it.startsWith("| "))
                    .map(it -> List.of(it.substring(1, it.lastIndexOf('|')).split("\\|", -1)))
                    .filter(it -> it.get(0).contains("`") || it.get(0).strip().matches("[\\d, ]+"))
                    .toList();
        }

        List<JsonNode> examples() {
            return blocks(body, "json").stream().map(ProtocolPage::parse).toList();
        }
    }

    static ProtocolPage read() throws IOException {
        return new ProtocolPage(Files.readString(Path.of("..", "docs", "protocol.md")));
    }

    List<Section> sections() {
        List<MatchResult> headings = HEADING.matcher(text).results().toList();
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < headings.size(); i++) {
            int end = i + 1 < headings.size() ? headings.get(i + 1).start() : text.length();
            sections.add(new Section(
                    headings.get(i).group(2), text.substring(headings.get(i).end(), end)));
        }
        return sections;
    }

    Section section(String title) {
        return sections().stream()
                .filter(it -> it.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    List<JsonNode> examples() {
        return sections().stream().flatMap(it -> it.examples().stream()).toList();
    }

    /** What one side says in the conversations of the page. */
    List<JsonNode> said(String arrow) {
        return blocks(text, "text").stream()
                .flatMap(it -> SAID.matcher(it).results())
                .filter(it -> it.group(1).equals(arrow))
                .map(it -> parse(it.group(2)))
                .toList();
    }

    static List<String> codes(String markdown) {
        return CODE.matcher(markdown).results().map(it -> it.group(1)).toList();
    }

    private static List<String> blocks(String markdown, String language) {
        return FENCE.matcher(markdown)
                .results()
                .filter(it -> it.group(1).equals(language))
                .map(it -> it.group(2))
                .toList();
    }

    private static JsonNode parse(String json) {
        try {
            return STRICT.readTree(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(json, e);
        }
    }
}
