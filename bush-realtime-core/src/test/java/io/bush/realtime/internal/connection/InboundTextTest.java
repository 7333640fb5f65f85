package io.bush.realtime.internal.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("contract-3.5")
class InboundTextTest {

    private final InboundText text = new InboundText(100);

    @Test
    void aWholeMessageIsItself() {
        String message = "hello";
        assertThat(text.end(message)).isSameAs(message);
        assertThat(text.takeBytes()).isEqualTo(5);
    }

    @Test
    void partsAreJoined() {
        assertThat(text.add("")).isTrue();
        assertThat(text.add("hel")).isTrue();
        assertThat(text.add("")).isTrue();
        assertThat(text.end("lo")).isEqualTo("hello");
        assertThat(text.takeBytes()).isEqualTo(5);
        assertThat(text.end("")).isEmpty();
    }

    @Test
    void theLimitIsExact() {
        assertThat(text.end("a".repeat(100))).hasSize(100);
        assertThat(text.takeBytes()).isEqualTo(100);
        assertThat(text.end("a".repeat(101))).isNull();
        assertThat(text.takeBytes()).isEqualTo(101);
        text.add("a".repeat(60));
        text.add("a".repeat(60));
        assertThat(text.end("a")).isNull();
        assertThat(text.takeBytes()).isEqualTo(121);
        assertThat(text.end("next")).isEqualTo("next");
    }

    @Test
    void beyondOneMebibytePatienceEnds() {
        assertThat(text.add("a".repeat(1 << 20))).isTrue();
        assertThat(text.add("a")).isFalse();
    }

    @RepeatedTest(20)
    void bytesAreThoseOfUtf8HoweverTheTextIsCut() {
        SplittableRandom random = new SplittableRandom();
        StringBuilder made = new StringBuilder();
        int[] edges = {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff, 'a'};
        for (int i = 0; i < 200; i++) {
            made.appendCodePoint(edges[random.nextInt(edges.length)]);
        }
        String whole = made.toString();
        InboundText wide = new InboundText(10_000);
        int at = 0;
        while (at < whole.length() - 3) {
            int next = at + random.nextInt(3);
            wide.add(whole.substring(at, next));
            at = next;
        }
        assertThat(wide.end(whole.substring(at))).isEqualTo(whole);
        assertThat(wide.takeBytes()).isEqualTo(whole.getBytes(StandardCharsets.UTF_8).length);
    }
}
