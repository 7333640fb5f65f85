package io.bush.realtime.redis.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.bush.realtime.it.house.BannedCalls;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BannedCallsTest {

    /** Time, threads and randomness come from the node's runtime. lettuce's own threads are lettuce's. That the rule catches is shown by
     * the core's tests. */
    @Test
    void theBackEndBringsNoClockThreadOrRandomnessOfItsOwn() {
        JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));

        assertThat(classes).isNotEmpty();
        BannedCalls.outside(Set.of()).check(classes);
    }
}
