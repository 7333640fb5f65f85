package io.bush.realtime.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/configuration.md names every option there is, and every value it can have. */
class OptionsDocTest {

    @ParameterizedTest
    @ValueSource(classes = {BushOptions.class, TrustedProxies.class})
    void everyOptionIsDescribed(Class<?> options) throws IOException {
        String section = Files.readString(Path.of("../docs/configuration.md"));
        section = section.substring(section.indexOf("# `" + options.getSimpleName() + "`"));

        for (RecordComponent option : options.getRecordComponents()) {
            assertThat(section).contains("| `" + option.getName() + "` |");
            Object[] values = option.getType().getEnumConstants();
            for (Object value : values == null ? List.of().toArray() : values) {
                assertThat(section).contains("`" + value + "`");
            }
        }
    }
}
