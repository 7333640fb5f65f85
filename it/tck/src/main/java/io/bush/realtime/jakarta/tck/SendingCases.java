package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.jakarta.tck.ends.ChainedSends;
import io.bush.realtime.jakarta.tck.ends.OutboundLoop;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection.Script;
import io.bush.realtime.jakarta.tck.ends.ScriptedGate;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.transport.FrameBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What goes out to clients that read. */
abstract class SendingCases extends TckCase {

    @Test
    void writesTheSameBytesOnEveryPath() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        FrameBatch batch = FrameBatch.of(IntStream.of(0, 1, 125, 126, 127, 1_000, 5_000, 3)
                .mapToObj(it -> Frame.ofText("a".repeat(it)))
                .toList());
        ByteBuffer expected = batch.wire();

        connection.send(batch);

        assertThat(ByteBuffer.wrap(client.readRaw(expected.remaining()))).isEqualTo(expected);
        assertThat(connection.awaitCompletions(1)).containsExactly((Throwable) null);
    }

    @Test
    void leavesASharedBatchAsItWas() throws Exception {
        ScriptedGate gate = start(Script.LISTEN);
        List<RawClient> clients = List.of(connect(), connect(), connect());
        FrameBatch batch =
                FrameBatch.of(List.of(Frame.ofText("eins €"), Frame.ofText("zwei"), Frame.ofText("drei".repeat(500))));
        ByteBuffer before = batch.wire();

        for (int i = 0; i < clients.size(); i++) {
            gate.connection(i).send(batch);
        }

        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).readText()).isEqualTo("eins €");
            assertThat(clients.get(i).readText()).isEqualTo("zwei");
            assertThat(clients.get(i).readText()).isEqualTo("drei".repeat(500));
            gate.connection(i).awaitCompletions(1);
        }
        assertThat(batch.wire()).isEqualTo(before);
    }

    @Test
    void keepsMessagesWholeThatContainersSplit() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        List<String> texts = List.of("ä".repeat(100_000), "small", "€".repeat(70_000), "end");

        connection.send(FrameBatch.of(texts.stream().map(Frame::ofText).toList()));

        for (String text : texts) {
            assertThat(client.readText()).isEqualTo(text);
        }
        assertThat(connection.awaitCompletions(1)).containsExactly((Throwable) null);
    }

    @Test
    void keepsTheOrderOfRandomBatches() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        Random random = new Random(20_261_120);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            texts.add(i + ":" + "e".repeat(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 600)));
        }
        OutboundLoop loop = new OutboundLoop(connection.transport());

        texts.forEach(loop::offer);

        for (String text : texts) {
            assertThat(client.readText()).isEqualTo(text);
        }
        loop.awaitSent(texts.size());
    }

    @Test
    @Tag("P9")
    void completesAChainOfThirtyThousandSendsOnAFlatStack() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        ChainedSends chain = new ChainedSends(connection.transport(), 30_000);

        chain.start();

        for (int i = 0; i < 30_000; i++) {
            assertThat(client.readText()).isEqualTo("c" + i);
        }
        chain.awaitDone();
        assertThat(chain.deepest()).isBetween(1, 150);
    }

    @Test
    void refusesASecondSendInFlightWithoutHarm() throws Exception {
        RecordedConnection connection = open(Script.LISTEN, 16_384);
        connection.send("big".repeat(4 << 20));

        connection.send("second");

        assertThat(connection.awaitCompletions(1).get(0)).isInstanceOf(IllegalStateException.class);
        assertThat(client.readText()).hasSize(12 << 20);
        assertThat(connection.awaitCompletions(2).get(1)).isNull();
        connection.send("third");
        assertThat(client.readText()).isEqualTo("third");
    }

    @Test
    @Tag("5")
    void pingsBetweenMessages() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        connection.send("one");
        connection.transport().ping();
        assertThat(client.readText()).isEqualTo("one");
        assertThat(client.read().opcode()).isEqualTo(RawClient.PING);
        connection.awaitCompletions(1);
        connection.send("two");

        assertThat(client.readText()).isEqualTo("two");
    }
}
