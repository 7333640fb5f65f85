package io.bush.realtime.architecture;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import io.bush.realtime.architecture.fixture.calls.Banned;
import io.bush.realtime.architecture.fixture.calls.Seam;
import io.bush.realtime.it.house.BannedCalls;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BannedCallsTest {
    /** The only classes of the core that may touch the machine's clock, threads and randomness. */
    private static final Set<String> SEAMS = Set.of("io.bush.realtime.time.SystemTime");

    @Test
    void theCoreBringsNoClockThreadOrRandomnessOfItsOwn() {
        BannedCalls.outside(SEAMS).check(House.mainClasses());
    }

    @ParameterizedTest
    @MethodSource("plantedCalls")
    void aPlantedCallIsCaught(String method) {
        assertThat(violationsInFixtures()).anyMatch(it -> it.contains("Banned." + method + "("));
    }

    @Test
    void callsWithAnInjectedClockExecutorOrSeedAreFree() {
        assertThat(violationsInFixtures()).isNotEmpty().noneMatch(it -> it.contains("Allowed"));
    }

    @Test
    void aSeamIsExemptButNotWhatIsNestedInIt() {
        assertThat(violationsInFixtures())
                .noneMatch(it -> it.contains("Seam.now("))
                .anyMatch(it -> it.contains("Seam$Nested.now("));
    }

    private static Stream<String> plantedCalls() {
        Set<String> methods = House.fixture("calls").get(Banned.class).getMethods().stream()
                .map(JavaMethod::getName)
                .filter(it -> !it.startsWith("lambda$"))
                .collect(toSet());
        return methods.stream().sorted();
    }

    private static List<String> violationsInFixtures() {
        return House.violations(BannedCalls.outside(Set.of(Seam.class.getName())), House.fixture("calls"));
    }
}
