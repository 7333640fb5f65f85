package io.bush.realtime.client.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.bush.realtime.it.house.Directions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientDirectionsTest {

    private static final String ROOT = "io.bush.realtime.client";
    private static final String PLANTED = ROOT + ".architecture.fixture";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));
    private static final JavaClasses PLANTED_CLASSES =
            new ClassFileImporter().importPath(Path.of("target", "test-classes", PLANTED.replace('.', '/')));

    @Test
    void packagesKnowOnlyWhatIsBelowThemAndHaveNoCycles() {
        assertThat(CLASSES).isNotEmpty();
        ClientDirections.pointDownward(ROOT).check(CLASSES);
        Directions.haveNoCycles(ROOT).check(CLASSES);
    }

    @Test
    void aPlantedLookUpwardIsCaught() {
        List<String> found = ClientDirections.pointDownward(PLANTED)
                .evaluate(PLANTED_CLASSES)
                .getFailureReport()
                .getDetails();

        assertThat(found).anyMatch(it -> it.contains("channel.LooksUp") && it.contains("engine.Looked"));
    }

    @Test
    void aPlantedCycleIsCaught() {
        List<String> found = Directions.haveNoCycles(PLANTED)
                .evaluate(PLANTED_CLASSES)
                .getFailureReport()
                .getDetails();

        assertThat(found).anyMatch(it -> it.contains("channel") && it.contains("internal.engine"));
    }
}
