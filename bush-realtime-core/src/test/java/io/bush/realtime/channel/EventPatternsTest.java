package io.bush.realtime.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-2")
class EventPatternsTest {

    @ParameterizedTest
    @CsvSource({
        "a, a, true",
        "a, b, false",
        "a, a.b, false",
        "a.b, a, false",
        "*, a, true",
        "*, a.b, false",
        "*.*, a.b, true",
        "*.b, a.b, true",
        "*.b, a.c, false",
        "a.*, a.b, true",
        "a.*, a.b.c, false",
        ">, a, true",
        ">, a.b.c, true",
        "a.>, a, false",
        "a.>, a.b, true",
        "a.>, a.b.c, true",
        "a.>, b.c, false",
        "*.>, a.b, true",
        "*.>, a, false",
        "a.*.c, a.b.c, true",
        "a.*.c, a.b.d, false",
        "ab, a, false",
        "a, ab, false"
    })
    void aPatternMatchesTokenByToken(String pattern, String name, boolean matches) {
        assertThat(new EventPatterns(List.of(pattern)).matches(name)).isEqualTo(matches);
    }

    @Test
    void anyPatternSuffices() {
        EventPatterns patterns = new EventPatterns(List.of("a.*", "b"));
        assertThat(patterns.matches("b")).isTrue();
        assertThat(patterns.matches("a.x")).isTrue();
        assertThat(patterns.matches("c")).isFalse();
        assertThat(patterns.wantsAll()).isFalse();
    }

    @Test
    void nonePatternIsEverything() {
        assertThat(EventPatterns.ALL.wantsAll()).isTrue();
        assertThat(EventPatterns.ALL.matches("anything.at.all")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "A", "a b", ">.a", "a.>.b", "a*", "*a", "**", "a\n", "\u0430"})
    void aMalformedPatternIsRefused(String pattern) {
        assertThatIllegalArgumentException().isThrownBy(() -> new EventPatterns(List.of(pattern)));
    }

    @Test
    void lengthAndNumberAreLimited() {
        assertThat(new EventPatterns(List.of("a".repeat(64))).matches("a".repeat(64)))
                .isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> new EventPatterns(List.of("a".repeat(65))));
        assertThat(new EventPatterns(Collections.nCopies(10, "a")).patterns()).hasSize(10);
        assertThatIllegalArgumentException().isThrownBy(() -> new EventPatterns(Collections.nCopies(11, "a")));
    }
}
