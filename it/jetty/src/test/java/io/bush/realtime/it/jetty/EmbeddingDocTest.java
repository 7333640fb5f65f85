package io.bush.realtime.it.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every Java block of the pages for embedders and extenders is a region of a test source that is compiled and run. */
class EmbeddingDocTest {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
    private static final Pattern JAVA_BLOCK =
            Pattern.compile("(?:<!-- (?<file>\\S+)#(?<region>\\S+) -->\\n)?```java\\n(?<code>.*?)```", Pattern.DOTALL);

    private record Block(String source, String region, String code) {}

    @Test
    void everyJavaBlockIsTheSourceItNames() throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (String page : List.of(
                "docs/embedding.md", "docs/extending.md", "docs/configuration.md", "docs/ingestion.md", "README.md")) {
            blocks.addAll(blocks(Files.readString(ROOT.resolve(page))));
        }

        assertThat(blocks).hasSizeGreaterThanOrEqualTo(15);
        for (Block block : blocks) {
            assertThat(block.source()).as(block.code()).isNotNull();
            assertThat(block.code())
                    .as("%s#%s", block.source(), block.region())
                    .isEqualTo(region(Files.readString(ROOT.resolve(block.source())), block.region()));
        }
    }

    @Test
    void aPlantedDifferenceAndAPlantedBlockWithoutASourceAreSeen() {
        String source = "    // tag::a[]\n    int a = 1;\n\n    if (b) {\n        c();\n    }\n    // end::a[]\n";

        assertThat(region(source, "a")).isEqualTo("int a = 1;\n\nif (b) {\n    c();\n}\n");
        assertThat(blocks("text\n<!-- x/Y.java#a -->\n```java\nint a = 2;\n```\n```java\nloose();\n```\n"))
                .containsExactly(new Block("x/Y.java", "a", "int a = 2;\n"), new Block(null, null, "loose();\n"));
    }

    private static List<Block> blocks(String page) {
        List<Block> blocks = new ArrayList<>();
        Matcher found = JAVA_BLOCK.matcher(page);
        while (found.find()) {
            blocks.add(new Block(found.group("file"), found.group("region"), found.group("code")));
        }
        return blocks;
    }

    private static String region(String source, String name) {
        String start = "// tag::" + name + "[]\n";
        int from = source.indexOf(start);
        int to = source.indexOf("// end::" + name + "[]");
        assertThat(from).as("region %s", name).isNotNegative();
        assertThat(to).as("end of region %s", name).isGreaterThan(from);
        String region = source.substring(from + start.length(), source.lastIndexOf('\n', to));
        return region.stripIndent() + "\n";
    }
}
