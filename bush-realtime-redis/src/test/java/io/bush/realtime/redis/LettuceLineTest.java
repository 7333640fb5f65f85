package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.LettuceVersion;
import org.junit.jupiter.api.Test;

/** The build runs what touches lettuce on two lines of it; this is to notice if it did not. */
class LettuceLineTest {

    @Test
    void theTestsRunOnTheLineTheyAreMeantFor() {
        assertThat(LettuceVersion.getVersion()).startsWith(System.getProperty("bush.lettuce", "6.8."));
    }
}
