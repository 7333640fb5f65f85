package io.bush.realtime.jakarta.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.transport.TransportListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InboundTest {

    private final Inbound inbound = new Inbound();
    private final Heard heard = new Heard();

    @Test
    void handsOnPartsAndEndsInOrder() {
        inbound.open(heard);

        inbound.text("a", false);
        inbound.text("", false);
        inbound.text("b", true);
        inbound.text("", true);
        inbound.pong();

        assertThat(heard.calls).containsExactly("part a", "end b", "end ", "pong");
    }

    @Test
    void endsOnceAndIsSilentThen() {
        inbound.open(heard);

        inbound.end(4999);
        inbound.end(1006);
        inbound.text("late", true);
        inbound.binary(1, true);
        inbound.pong();

        assertThat(heard.calls).containsExactly("closed 4999");
    }

    @Test
    void tellsALateListenerOfAnEarlyEnd() {
        inbound.end(1006);

        inbound.open(heard);

        assertThat(heard.calls).containsExactly("closed 1006");
    }

    @Test
    void hearsNothingBeforeItIsOpen() {
        inbound.text("early", true);
        inbound.pong();
        inbound.binary(1, true);

        inbound.open(heard);

        assertThat(heard.calls).isEmpty();
    }

    @Test
    @Tag("P9")
    void countsABinaryMessageOnceAndAgainForEachMebibyte() {
        inbound.open(heard);

        inbound.binary(10, false);
        inbound.binary(10, true);
        assertThat(heard.calls).hasSize(1);
        inbound.binary(0, true);
        assertThat(heard.calls).hasSize(2);
        for (int i = 0; i < 32; i++) {
            inbound.binary(1 << 16, false);
        }

        assertThat(heard.calls).hasSize(2 + 1 + 1).containsOnly("binary");
    }

    private static final class Heard implements TransportListener {

        final List<String> calls = new ArrayList<>();

        @Override
        public void onTextPart(String part) {
            calls.add("part " + part);
        }

        @Override
        public void onTextEnd(String part) {
            calls.add("end " + part);
        }

        @Override
        public void onBinary() {
            calls.add("binary");
        }

        @Override
        public void onPong() {
            calls.add("pong");
        }

        @Override
        public void onClosed(int code) {
            calls.add("closed " + code);
        }
    }
}
