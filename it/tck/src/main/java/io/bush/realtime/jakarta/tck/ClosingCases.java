package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How connections end, with clients that read. */
abstract class ClosingCases extends TckCase {

    private static final int MOST_TRIES = 20;

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
                assertThat(next.readText()).isEqualTo("hello");
                return next;
            } catch (EOFException | SocketException tooLate) {
                assertThat(tries).isLessThan(MOST_TRIES);
            }
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
        RecordedConnection connection = open(Script.LISTEN);

        connection.send("one", "two", "three");
        connection.transport().close(1012, "service restart");

        assertThat(client.readText()).isEqualTo("one");
        assertThat(client.readText()).isEqualTo("two");
        assertThat(client.readText()).isEqualTo("three");
        assertThat(client.readClose()).isEqualTo(1012);
        assertThat(connection.awaitCompletions(1)).containsExactly((Throwable) null);
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
