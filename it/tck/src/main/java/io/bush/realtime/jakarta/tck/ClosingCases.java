package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection.Script;
import io.bush.realtime.jakarta.tck.ends.ScriptedGate;
import io.bush.realtime.jakarta.tck.ends.ServerFrame;
import io.bush.realtime.jakarta.tck.ends.Wait;
import io.bush.realtime.transport.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How connections end, with clients that read. */
abstract class ClosingCases extends TckCase {

    private static final int MOST_TRIES = 20;
    /** How long a write may go on after a close. */
    private static final Duration GRACE = Duration.ofMillis(750);

    private static final Script GREET_AND_ECHO = new Script() {
        @Override
        public void onOpen(RecordedConnection connection) {
            connection.send("hello");
        }

        @Override
        public void onText(RecordedConnection connection, String text) {
            connection.send(text);
        }
    };

    @Test
    void tellsTheClientsCloseCodeOnce() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.sendClose(4999);

        assertThat(connection.awaitClosed()).isEqualTo(4999);
        assertThat(client.readClose()).isEqualTo(4999);
    }

    @Test
    @Tag("5")
    void livesOnWhereTheContainerWouldEndAQuietConnection() throws Exception {
        Duration quiet = Duration.ofSeconds(1);
        start(GREET_AND_ECHO, quiet);
        RawClient greeted = greeted();

        assertThat(greeted.isQuietFor(quiet.multipliedBy(2))).isTrue();
        greeted.sendText("still here");

        assertThat(greeted.readText()).isEqualTo("still here");
    }

    /** A connection that the adapter knows of: on a machine that stands still the container's timer can end one before. */
    private RawClient greeted() throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                RawClient next = connect();
                // A container that is late may end the request, or say goodbye itself, as its timer wants.
                ServerFrame first = next.status() == 101 ? next.read() : null;
                if (first != null && first.opcode() != RawClient.CLOSE) {
                    assertThat(first.text()).isEqualTo("hello");
                    return next;
                }
            } catch (EOFException | SocketException tooLate) {
                // Then without a word.
            }
            assertThat(tries).isLessThan(MOST_TRIES);
        }
    }

    @Test
    void tellsALostConnectionOnce() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.close();

        assertThat(connection.awaitClosed()).isEqualTo(1006);
    }

    @Test
    void tellsAResetConnectionOnce() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        client.reset();

        assertThat(connection.awaitClosed()).isEqualTo(1006);
    }

    /** Answers a close frame; a server that has waited for it for three seconds has ended the connection. */
    private void answerClose(int code) {
        try {
            client.sendClose(code);
        } catch (IOException tooLate) {
            // That end is what is read next.
        }
    }

    @Test
    @Tag("2")
    void closesWithCodeAndReason() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        connection.transport().close(4001, "authentication failed");
        connection.transport().close(4003, "forbidden");
        ServerFrame close = client.read();
        answerClose(4001);

        assertThat(close.closeCode()).isEqualTo(4001);
        assertThat(close.text()).endsWith("authentication failed");
        connection.awaitClosed();
        assertThat(client.readClose()).isEqualTo(1006);
    }

    @Test
    @Tag("2")
    void closesWithEveryCodeOfTheContract() throws Exception {
        ScriptedGate gate = start(Script.LISTEN);
        int[] codes = {1000, 1001, 1009, 1011, 1012, 4003, 4008, 4009, 4010, 4029};
        for (int i = 0; i < codes.length; i++) {
            RawClient next = connect();
            gate.connection(i).transport().close(codes[i], "why");
            assertThat(next.readClose()).isEqualTo(codes[i]);
        }
    }

    @Test
    void deliversWhatWasHandedOverBeforeTheClose() throws Exception {
        boolean inTime = isDeliveredInTime();
        for (int tries = 1; !inTime && tries < MOST_TRIES; tries++) {
            stop();
            inTime = isDeliveredInTime();
        }
        assumeTrue(inTime, "this machine is too slow to write three words within " + GRACE);
    }

    /** Whether the container's threads, which write one after the other, had done so before it was too late. */
    private boolean isDeliveredInTime() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        connection.send("one", "two", "three");
        long before = System.nanoTime();
        connection.transport().close(1012, "service restart");
        List<@Nullable Throwable> completions = connection.awaitCompletions(1);
        if (Duration.ofNanos(System.nanoTime() - before).compareTo(GRACE) > 0) {
            return false;
        }

        assertThat(completions).containsExactly((Throwable) null);
        assertThat(client.readText()).isEqualTo("one");
        assertThat(client.readText()).isEqualTo("two");
        assertThat(client.readText()).isEqualTo("three");
        assertThat(client.readClose()).isEqualTo(1012);
        return true;
    }

    @Test
    void doesNotWaitLongForAClientThatNeverAnswersAClose() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        connection.transport().close(4009, "invalid messages");

        assertThat(client.readClose()).isEqualTo(4009);
        assertThat(client.readClose()).as("the connection ends").isEqualTo(1006);
        connection.awaitClosed();
    }

    @Test
    @Tag("P5")
    void sendsNothingAfterAClose() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        Transport transport = connection.transport();

        transport.close(4009, "invalid messages");
        connection.send("late");
        transport.ping();

        assertThat(connection.awaitCompletions(1).get(0)).isNotNull();
        assertThat(client.read().opcode()).isEqualTo(RawClient.CLOSE);
        answerClose(4009);
        connection.awaitClosed();
        connection.send("later still");
        transport.ping();
        transport.close(1000, "closed");
        transport.abort();
        assertThat(connection.awaitCompletions(2).get(1)).isNotNull();
        assertThat(client.readClose()).isEqualTo(1006);
    }

    @Test
    void abortsWithoutACloseFrame() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);

        connection.transport().abort();

        assertThat(client.readClose()).isEqualTo(1006);
        assertThat(connection.awaitClosed()).isEqualTo(1006);
    }

    @Test
    @Tag("P11")
    void tellsEveryConnectionWhenTheServerStopsAndLeavesNoThread() throws Exception {
        RecordedConnection connection = open(Script.LISTEN);
        connection.transport().ping();
        client.read();

        stop();

        connection.awaitClosed();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("bush-socket")) {
                thread.join(Wait.DEADLINE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }
}
