package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong on the command line is said with the option's name and what is allowed. */
class DialectsServerTest {

    private final StringWriter errors = new StringWriter();

    private int run(String... args) {
        return DialectsServer.run(new PrintWriter(errors), args);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --port=99999        | dialects: --port is 99999, allowed: 0 to 65535
                    --drain=PT-1S       | dialects: --drain is PT-1S, allowed: PT0S to PT1H
                    --drain=PT2H        | dialects: --drain is PT2H, allowed: PT0S to PT1H
                    --secret=short      | dialects: --secret has 5 bytes, allowed: 32 or more
                    --redis=u:key@host  | dialects: --redis cannot be read (not shown, it may hold a password), allowed: redis://
                    --nats=u:key@host   | dialects: --nats cannot be read (not shown, it may hold a password), allowed: nats://
                    """)
    void aWrongValueIsNamedWithWhatIsAllowed(String option, String said) {
        assertThat(run(option)).isEqualTo(1);
        assertThat(errors.toString()).startsWith(said).doesNotContain("key");
    }

    @Test
    void aDurationThatIsNoneIsShownOneThatIs() {
        assertThat(run("--drain", "3s")).isEqualTo(2);
        assertThat(errors.toString()).contains("'3s' is no duration; write PT3S for three seconds");
    }
}
