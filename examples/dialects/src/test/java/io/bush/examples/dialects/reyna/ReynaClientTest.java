package io.bush.examples.dialects.reyna;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("seed003")
class ReynaClientTest {

    private static List<String> heard(String... wanted) {
        return ReynaClient.heard(new LinkedHashSet<>(List.of(wanted)));
    }

    @Test
    void whatAnotherPatternIncludesIsNotAskedFor() {
        assertThat(heard("blob.created", "blob.*")).containsExactly("blob.*");
        assertThat(heard("blob.>", "blob.*", "blob.a.b")).containsExactly("blob.>");
        assertThat(heard("*.created", "blob.created")).containsExactly("*.created");
    }

    @Test
    void aNarrowerPatternDoesNotHideAWiderOne() {
        assertThat(heard("blob.*", "blob.>")).containsExactly("blob.>");
        assertThat(heard("blob.created", "*.created", "blob.*")).containsExactly("*.created", "blob.*");
    }

    @Test
    void aLoneStarIsEverything() {
        assertThat(heard("*", "blob.created")).containsExactly(">");
    }

    @Test
    void whatIsSaidAnywayIsNotAskedFor() {
        assertThat(heard("connected", "error", "blob.created")).containsExactly("blob.created");
        assertThat(heard("connected")).isEmpty();
    }
}
