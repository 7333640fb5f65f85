package io.bush.realtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever text a client sends, it is a message or an {@link InvalidMessageException}, never anything else. */
@Tag("P9")
@Tag("seed000-9.4")
class MutatedFramesTest {

    private static final int FRAMES = 60_000;

    private final BushDialect dialect = new BushDialect();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void a_quarter_of_a_million_broken_frames_do_no_harm(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Integer> outcomes = new TreeMap<>();
        for (int i = 0; i < FRAMES; i++) {
            outcomes.merge(outcome(FrameMutation.mutated(random)), 1, Integer::sum);
        }

        // The mutation is neither too gentle nor too rough to say something.
        assertThat(outcomes.get("not valid JSON")).isBetween(FRAMES / 10, FRAMES * 9 / 10);
        assertThat(outcomes.get("no such action")).isGreaterThan(FRAMES / 1_000);
        assertThat(outcomes.get("the same key twice in one object")).isGreaterThan(FRAMES / 10_000);
        assertThat(outcomes.get("half of a surrogate pair")).isGreaterThan(FRAMES / 10_000);
        assertThat(outcomes).containsKeys("more than 2000 JSON tokens", "number of more than 32 characters");
        assertThat(outcomes).containsKeys("JSON nested deeper than 16", "number beyond the range of a double");
        assertThat(outcomes.keySet()).containsAll(ClientMessageReader.ACTIONS);
    }

    @Test
    void every_prefix_of_every_valid_frame_is_refused() {
        for (String frame : FrameMutation.VALID) {
            String text = frame.replace('\'', '"');
            assertThat(outcome(text)).isIn(ClientMessageReader.ACTIONS);
            for (int end = 0; end < text.length(); end++) {
                assertThat(outcome(text.substring(0, end)))
                        .as("%s, cut at %d", text, end)
                        .isIn("not valid JSON", "a frame is one JSON object");
            }
        }
    }

    private String outcome(String text) {
        try {
            return dialect.decode(text).action();
        } catch (InvalidMessageException e) {
            String message = String.valueOf(e.getMessage());
            int position = message.indexOf(" near character ");
            return position < 0 ? message : message.substring(0, position);
        } catch (RuntimeException | Error e) {
            return fail("escaped for: " + text, e);
        }
    }
}
