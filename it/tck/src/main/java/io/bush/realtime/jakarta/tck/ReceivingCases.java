package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection.Script;
import io.bush.realtime.jakarta.tck.ends.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes in: every part of it, whatever its size, and nothing the container keeps for itself. */
abstract class ReceivingCases extends TckCase {

    private static final int ABOVE_THE_LIMIT = 16_385;
    /** No container may gather more than this before it hands on. */
    private static final int LARGEST_PART = 1 << 17;

    private static final Script COUNT = new Script() {
        @Override
        public boolean keepsTexts() {
            return false;
        }
    };

    @Test
    @Tag("3.5")
    void handsOverAFrameAboveTheLimit() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.sendText("x".repeat(ABOVE_THE_LIMIT));

        assertThat(connection.awaitTexts(1)).containsExactly("x".repeat(ABOVE_THE_LIMIT));
        assertThat(connection.figures().bytes()).isEqualTo(ABOVE_THE_LIMIT);
    }

    @Test
    @Tag("3.5")
    void handsOverFragmentsWithAPingBetweenThem() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        byte[] piece = "y".repeat(1_000).getBytes(StandardCharsets.US_ASCII);

        client.send(RawClient.TEXT, false, piece);
        for (int i = 0; i < 15; i++) {
            client.send(RawClient.CONTINUATION, false, piece);
        }
        client.send(RawClient.PING, true, (byte) 7);
        client.send(RawClient.CONTINUATION, true, Arrays.copyOf(piece, 385));

        assertThat(connection.awaitTexts(1)).containsExactly("y".repeat(ABOVE_THE_LIMIT));
        ServerFrame pong = client.read();
        assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
        assertThat(pong.payload()).containsExactly(7);
    }

    @Test
    @Tag("3.5")
    void keepsCharactersWholeOverFragments() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        String text = "€".repeat(6_000) + "𝄞";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        client.send(RawClient.TEXT, false, Arrays.copyOf(bytes, 1_001));
        client.send(RawClient.CONTINUATION, false, Arrays.copyOfRange(bytes, 1_001, bytes.length - 2));
        client.send(RawClient.CONTINUATION, true, Arrays.copyOfRange(bytes, bytes.length - 2, bytes.length));

        assertThat(connection.awaitTexts(1)).containsExactly(text);
    }

    @Test
    @Tag("P9")
    void handsOverSixtyMebibytesInSmallParts() throws Exception {
        RecordedConnection connection = open(COUNT);
        long huge = 60L << 20;

        client.sendHugeText(huge, (byte) 'z');
        client.sendText("after");

        connection.awaitTexts(2);
        assertThat(connection.figures().bytes()).isEqualTo(huge + 5);
        assertThat(connection.figures().largestPart()).isLessThanOrEqualTo(LARGEST_PART);
    }

    @Test
    void keepsTheOrderOfManySmallMessages() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        List<String> texts = IntStream.range(0, 2_000).mapToObj(it -> "m" + it).toList();

        for (String text : texts) {
            client.sendText(text);
        }
        client.sendText("");

        assertThat(connection.awaitTexts(2_001))
                .startsWith(texts.toArray(String[]::new))
                .endsWith("");
    }

    @Test
    @Tag("2")
    void endsAConnectionWithInvalidUtf8() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.send(RawClient.TEXT, true, (byte) 0xC3, (byte) 0x28);

        assertThat(client.readClose()).isEqualTo(1007);
        client.close();
        connection.awaitClosed();
    }

    @Test
    @Tag("2")
    void endsAConnectionWithUnmaskedFrames() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.sendUnmasked("bare");

        assertThat(client.readClose()).isEqualTo(1002);
        client.close();
        connection.awaitClosed();
        assertThat(connection.figures().bytes()).isZero();
    }

    @Test
    @Tag("3.5")
    void countsABinaryMessageOnceAndLivesOn() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.send(RawClient.BINARY, false, new byte[3_000]);
        client.send(RawClient.CONTINUATION, true, new byte[3_000]);
        client.send(RawClient.BINARY, true);
        client.sendText("still here");

        assertThat(connection.awaitTexts(1)).containsExactly("still here");
        assertThat(connection.figures().binaries()).isEqualTo(2);
    }

    @Test
    @Tag("P9")
    void countsAnEndlessBinaryMessageAgainAndAgain() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.send(RawClient.BINARY, false, new byte[10]);
        for (int i = 0; i < 50; i++) {
            client.send(RawClient.CONTINUATION, false, new byte[60_000]);
        }

        connection.awaitBinaries(3);
    }

    @Test
    @Tag("5")
    void hearsPongs() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        connection.transport().ping();
        ServerFrame ping = client.read();
        client.send(RawClient.PONG, true, ping.payload());

        assertThat(ping.opcode()).isEqualTo(RawClient.PING);
        connection.awaitPongs(1);
    }
}
