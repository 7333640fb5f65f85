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
    void no_internal_type_shows_in_what_users_see() {
        PublicApi.namesNoInternalType().check(House.mainClasses());
    }

    @Test
    void the_module_exports_every_package_that_is_not_internal_and_no_other() {
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
    void a_planted_leak_is_caught(String place) {
        assertThat(House.violations(PublicApi.namesNoInternalType(), House.fixture("api")))
                .anyMatch(it -> it.contains(place) && it.contains("internal.Secret"));
    }

    @Test
    void what_users_cannot_see_may_name_internal_types() {
        assertThat(House.violations(PublicApi.namesNoInternalType(), House.fixture("api")))
                .isNotEmpty()
                .noneMatch(it -> it.contains("hidden") || it.contains("Hidden"));
    }
}
