package io.bush.realtime.client.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.bush.realtime.it.house.BannedCalls;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BannedCallsTest {
    /** The only classes of the client that may touch the machine's clock, threads and randomness. */
    private static final Set<String> SEAMS = Set.of("io.bush.realtime.client.SystemSeams");

    /** That the rule catches is shown by the core's tests. */
    @Test
    void theClientBringsNoClockThreadOrRandomnessOfItsOwn() {
        JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));

        assertThat(classes).isNotEmpty();
        BannedCalls.outside(SEAMS).check(classes);
    }
}
