package io.bush.realtime.architecture;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicApiTest {
    @Test
    void noInternalTypeShowsInWhatUsersSee() {
        PublicApi.namesNoInternalType().check(House.mainClasses());
    }

    @Test
    void theModuleExportsEveryPackageThatIsNotInternalAndNoOther() {
        ModuleDescriptor module = ModuleFinder.of(House.MAIN_CLASSES)
                .find(House.ROOT)
                .orElseThrow()
                .descriptor();

        assertThat(module.exports().stream().map(Exports::source))
                .containsExactlyInAnyOrderElementsOf(module.packages().stream()
                        .filter(it -> !House.isInternal(it))
                        .collect(toCollection(TreeSet::new)));
        assertThat(module.exports()).noneMatch(Exports::isQualified);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inAField",
                "inAParameter",
                "inAReturnedArray",
                "inThrows",
                "inATypeArgument",
                "inABound",
                "inANestedType",
                "Leaky names",
                "<init>"
            })
    void aPlantedLeakIsCaught(String place) {
        assertThat(House.violations(PublicApi.namesNoInternalType(), House.fixture("api")))
                .anyMatch(it -> it.contains(place) && it.contains("internal.Secret"));
    }

    @Test
    void whatUsersCannotSeeMayNameInternalTypes() {
        assertThat(House.violations(PublicApi.namesNoInternalType(), House.fixture("api")))
                .isNotEmpty()
                .noneMatch(it -> it.contains("hidden") || it.contains("Hidden"));
    }
}
