package io.bush.examples.review.comment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MentionsTest {

    @ParameterizedTest
    @CsvSource({
        "@ann,ann",
        "'hi @ann!',ann",
        "(@ann),ann",
        "'@ann.',ann",
        "@ann_b-2,ann_b-2",
        "ann@example,",
        "@@ann,",
        "a.@ann,",
        "@,",
        "@12345678901234567890123456789012345678901,"
    })
    void aNameAfterAnAtSignIsAMention(String text, String name) {
        assertThat(Mentions.in(text)).isEqualTo(name == null ? List.of() : List.of(name));
    }

    @Test
    void eachNameCountsOnceAndFiftyAreEnough() {
        assertThat(Mentions.in("@b @a @b")).containsExactly("b", "a");
        String crowd = IntStream.range(0, 80).mapToObj(i -> "@u" + i).collect(Collectors.joining(" "));
        assertThat(Mentions.in(crowd)).hasSize(50);
    }
}
