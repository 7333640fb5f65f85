package io.bush.realtime.redis.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BannedCallsTest {

    /** Time, threads and randomness come from the node's runtime. lettuce's own threads are lettuce's. */
    @Test
    void theBackEndBringsNoClockThreadOrRandomnessOfItsOwn() {
        JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));

        assertThat(classes).isNotEmpty();
        BannedCalls.outside(Set.of()).check(classes);
    }

    /** Tests are not shared between modules, so this is a copy; the core's tests show that the rule catches. */
    @Test
    void theRuleIsTheCoresRuleWordForWord() throws IOException {
        assertThat(withoutPackage("src/test/java/io/bush/realtime/redis/architecture/BannedCalls.java"))
                .isEqualTo(withoutPackage(
                        "../bush-realtime-core/src/test/java/io/bush/realtime/architecture/BannedCalls.java"));
    }

    private static List<String> withoutPackage(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> !line.startsWith("package "))
                .toList();
    }
}
