package io.bush.realtime.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndocumentedTest {
    private static final Path ALL_MODULES = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path root;

    @Test
    void everythingUsersCanSeeInAPublishedModuleIsDescribed() throws IOException {
        List<Path> published = HouseSize.mainSources(ALL_MODULES).stream()
                .filter(it -> isPublished(ALL_MODULES.relativize(it)))
                .toList();

        assertThat(published).isNotEmpty();
        assertThat(Undocumented.in(published)).isEmpty();
    }

    @Test
    void plantedUndescribedTypesAndMembersAreCaught() throws IOException {
        assertThat(inPlanted("""
                        /** Described. */
                        public class Outer {
                            public static final int FIELD = 1;
                            protected Outer() {}
                            public void method() {}
                            public interface Nested {
                                int implicitlyPublic();
                            }
                            public enum Kinds { ONE }
                            /** Described. */
                            public record Pair(int a, int b) {
                                public Pair(int a) { this(a, a); }
                            }
                        }
                        """))
                .containsExactly(
                        "Outer.FIELD",
                        "Outer.<init>",
                        "Outer.method",
                        "Outer.Nested",
                        "Outer.Nested.implicitlyPublic",
                        "Outer.Kinds",
                        "Outer.Kinds.ONE",
                        "Outer.Pair.<init>");
    }

    @Test
    void whatRepeatsOrIsHiddenNeedsNoDescription() throws IOException {
        assertThat(inPlanted("""
                        /** Described. */
                        public record Outer(int component) {
                            public Outer {
                                class Local { public void method() {} }
                            }
                            @Override public String toString() { return ""; }
                            void packagePrivate() {}
                            private static final class Hidden { public void method() {} }
                        }
                        """)).isEmpty();
    }

    private static boolean isPublished(Path source) {
        return source.getName(0).toString().startsWith("bush-realtime-")
                && !House.isInternal(source.getParent().toString().replace(File.separatorChar, '.'));
    }

    private List<String> inPlanted(String source) throws IOException {
        return Undocumented.in(List.of(Files.writeString(root.resolve("Outer.java"), source)));
    }
}
