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

    private final JavaClasses classes = new ClassFileImporter().importPath(Path.of("target", "classes"));
    private final JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);

    @Test
    void packagesKnowOnlyWhatIsBelowThemAndHaveNoCycles() {
        assertThat(classes).isNotEmpty();
        ClientDirections.pointDownward(ROOT).check(classes);
        Directions.haveNoCycles(ROOT).check(classes);
    }

    @Test
    void aPlantedLookUpwardIsCaught() {
        List<String> found = ClientDirections.pointDownward(PLANTED)
                .evaluate(planted)
                .getFailureReport()
                .getDetails();

        assertThat(found).anyMatch(it -> it.contains("channel.LooksUp") && it.contains("engine.Looked"));
    }

    @Test
    void aPlantedCycleIsCaught() {
        List<String> found = Directions.haveNoCycles(PLANTED)
                .evaluate(planted)
                .getFailureReport()
                .getDetails();

        assertThat(found).anyMatch(it -> it.contains("channel") && it.contains("internal.engine"));
    }
}
