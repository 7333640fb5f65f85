package io.bush.realtime.redis.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.bush.realtime.it.house.Directions;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisDirectionsTest {

    private static final String ROOT = "io.bush.realtime.redis";
    private static final String PLANTED = ROOT + ".architecture.fixture";

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));
    private static final JavaClasses PLANTED_CLASSES =
            new ClassFileImporter().importPath(Path.of("target", "test-classes", PLANTED.replace('.', '/')));

    @Test
    void packagesKnowOnlyWhatIsBelowThemAndHaveNoCycles() {
        assertThat(CLASSES).isNotEmpty();
        RedisDirections.ALL.pointDownward(ROOT).check(CLASSES);
        Directions.haveNoCycles(ROOT).check(CLASSES);
    }

    @Test
    void storesKnowNothingOfTheClientLibrary() {
        RedisDirections.storesKnowNoLettuce(ROOT).check(CLASSES);
    }

    @Test
    void aPlantedLookUpwardIsCaught() {
        assertThat(found(RedisDirections.ALL.pointDownward(PLANTED)))
                .anyMatch(it -> it.contains("key.LooksUp") && it.contains("bus.Looked"));
    }

    @Test
    void aPlantedPackageWithoutALevelIsCaught() {
        assertThat(found(RedisDirections.ALL.pointDownward(PLANTED)))
                .anyMatch(it -> it.contains("astray.Lost") && it.contains("no level"));
    }

    @Test
    void aPlantedCycleIsCaught() {
        assertThat(found(Directions.haveNoCycles(PLANTED)))
                .anyMatch(it -> it.contains("internal.key") && it.contains("internal.bus"));
    }

    @Test
    void aPlantedStoreThatKnowsLettuceIsCaught() {
        assertThat(found(RedisDirections.storesKnowNoLettuce(PLANTED))).anyMatch(it -> it.contains("key.LooksUp"));
    }

    private List<String> found(ArchRule rule) {
        return rule.evaluate(PLANTED_CLASSES).getFailureReport().getDetails();
    }
}
