package io.bush.realtime.client.architecture;

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
    /** The only classes of the client that may touch the machine's clock, threads and randomness. */
    private static final Set<String> SEAMS = Set.of("io.bush.realtime.client.SystemSeams");

    @Test
    void theClientBringsNoClockThreadOrRandomnessOfItsOwn() {
        JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));

        assertThat(classes).isNotEmpty();
        BannedCalls.outside(SEAMS).check(classes);
    }

    /** The client stands alone, so it has a copy of the rule; the core's tests show that the rule catches. */
    @Test
    void theRuleIsTheCoresRuleWordForWord() throws IOException {
        assertThat(withoutPackage("src/test/java/io/bush/realtime/client/architecture/BannedCalls.java"))
                .isEqualTo(withoutPackage(
                        "../bush-realtime-core/src/test/java/io/bush/realtime/architecture/BannedCalls.java"));
    }

    private static List<String> withoutPackage(String file) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> !line.startsWith("package "))
                .toList();
    }
}
