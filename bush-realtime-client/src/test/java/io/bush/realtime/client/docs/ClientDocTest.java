package io.bush.realtime.client.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.BushClientBuilder;
import io.bush.realtime.client.call.CallException;
import io.bush.realtime.client.call.CallOptions;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ConnectionException;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.StatusLight;
import io.bush.realtime.client.connection.TokenPlacement;
import io.bush.realtime.client.lock.LockEnd;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/client.md shows code that is compiled and run, and it and docs/configuration.md name everything there is. */
class ClientDocTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- (?<file>\\S+)#(?<region>\\S+) -->\\n)?```java\\n(?<code>.*?)```", Pattern.DOTALL);

    private static String page(String name) throws IOException {
        return Files.readString(ROOT.resolve("docs").resolve(name));
    }

    private record Block(String file, String region, String code) {}

    private static List<Block> blocks(String page) {
        List<Block> blocks = new ArrayList<>();
        Matcher found = BLOCK.matcher(page);
        while (found.find()) {
            blocks.add(new Block(
                    String.valueOf(found.group("file")), String.valueOf(found.group("region")), found.group("code")));
        }
        return blocks;
    }

    private static String region(String source, String name) {
        String start = "// tag::" + name + "[]\n";
        int from = source.indexOf(start);
        int to = source.indexOf("// end::" + name + "[]");
        assertThat(from).as("region %s", name).isNotNegative();
        assertThat(to).as("end of region %s", name).isGreaterThan(from);
        return source.substring(from + start.length(), source.lastIndexOf('\n', to))
                        .stripIndent() + "\n";
    }

    @Test
    void everyJavaBlockIsTheSourceItNames() throws IOException {
        List<Block> blocks = blocks(page("client.md"));

        assertThat(blocks).hasSize(10);
        for (Block block : blocks) {
            assertThat(block.code())
                    .as("%s#%s", block.file(), block.region())
                    .isEqualTo(region(Files.readString(ROOT.resolve(block.file())), block.region()));
        }
    }

    @Test
    void aPlantedDifferenceIsSeen() {
        List<Block> planted = blocks("<!-- x/Y.java#a -->\n```java\nint a = 2;\n```\n```java\nloose();\n```\n");

        assertThat(planted)
                .containsExactly(new Block("x/Y.java", "a", "int a = 2;\n"), new Block("null", "null", "loose();\n"));
        assertThat(region("    // tag::a[]\n    int a = 1;\n    // end::a[]\n", "a"))
                .isNotEqualTo(planted.get(0).code());
    }

    @Test
    void everySettingIsOnTheSettingsPageWithItsDefault() throws IOException {
        String page = page("configuration.md");
        String section = page.substring(page.indexOf("## `BushClient` (the Java client)"));
        List<String> missing = new ArrayList<>();
        for (Method method : BushClientBuilder.class.getDeclaredMethods()) {
            boolean setting = Modifier.isPublic(method.getModifiers()) && method.getParameterCount() == 1;
            if (setting && !section.contains("| `" + method.getName() + "` |")) {
                missing.add(method.getName());
            }
        }
        for (Class<?> group : List.of(ClientLimits.class, CallOptions.class)) {
            for (RecordComponent setting : group.getRecordComponents()) {
                if (!section.contains("| `" + setting.getName() + "` |")) {
                    missing.add(group.getSimpleName() + "." + setting.getName());
                }
            }
        }
        for (TokenPlacement value : TokenPlacement.values()) {
            if (!section.contains("`" + value + "`")) {
                missing.add(value.toString());
            }
        }

        assertThat(missing).isEmpty();
        assertThat(ClientLimits.DEFAULT).isEqualTo(new ClientLimits(1 << 20, 10_000, 16L << 20, 100));
        assertThat(section).contains("| 1 MiB |", "| 10,000 |", "| 16 MiB |", "| 100 |");
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ConnectionState.class,
                StatusLight.class,
                ConnectionException.Reason.class,
                CallException.Reason.class,
                LockEnd.class
            })
    void everyWordTheClientSaysIsExplained(Class<? extends Enum<?>> words) throws IOException {
        String page = page("client.md");

        assertThat(Stream.of(words.getEnumConstants()).map(Enum::name))
                .allSatisfy(word -> assertThat(page).contains("`" + word + "`"));
    }
}
