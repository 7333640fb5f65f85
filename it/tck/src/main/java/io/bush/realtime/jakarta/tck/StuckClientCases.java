package io.bush.realtime.jakarta.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bush.realtime.jakarta.tck.ends.OutboundLoop;
import io.bush.realtime.jakarta.tck.ends.RawClient;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection;
import io.bush.realtime.jakarta.tck.ends.RecordedConnection.Script;
import io.bush.realtime.jakarta.tck.ends.ServerFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that do not read. */
abstract class StuckClientCases extends TckCase {

    private static final int WINDOW_BYTES = 16_384;
    /** More than the kernel's buffers take on both sides. */
    private static final int TOO_MUCH = 8 << 20;

    /** What blocks here does so until the client reads, for which it waits. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);
    /** How long a write may go on after a close. */
    private static final Duration GRACE = Duration.ofMillis(750);

    private static final int MOST_TRIES = 20;

    @Test
    @Tag("P9")
    void queuesInsteadOfWritingAndKeepsTheOrder() throws Exception {
        RecordedConnection connection = open(Script.LISTEN, WINDOW_BYTES);
        OutboundLoop loop = new OutboundLoop(connection.transport());
        String mebibyte = "m".repeat(1 << 20);

        for (int i = 0; i < 24; i++) {
            loop.offer(i + ":" + mebibyte);
        }
        assertThat(loop.queued()).as("waiting behind the one in flight").isGreaterThan(8);

        for (int i = 0; i < 24; i++) {
            assertThat(client.readText()).isEqualTo(i + ":" + mebibyte);
        }
        loop.awaitSent(24);
    }

    @Test
    @Tag("P9")
    void doesNotBlockAPing() throws Exception {
        RecordedConnection connection = openStuck();

        long before = System.nanoTime();
        for (int i = 0; i < 5; i++) {
            connection.transport().ping();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);
        assertThat(client.readText()).hasSize(TOO_MUCH);
        assertThat(client.read().opcode()).isEqualTo(RawClient.PING);
    }

    @Test
    @Tag("3.12")
    void losesNothingWhenItStopsReadingForAWhile() throws Exception {
        RecordedConnection connection = open(Script.LISTEN, WINDOW_BYTES);
        OutboundLoop loop = new OutboundLoop(connection.transport());
        int events = 30_000;
        String filler = "f".repeat(390);

        for (int i = 0; i < events; i++) {
            loop.offer("{\"n\":" + i + ",\"x\":\"" + filler + "\"}");
            if (i % 1_000 == 0) {
                connection.transport().ping();
            }
        }
        int backlog = loop.queued();
        int batches = loop.batches();
        assertThat(backlog).as("waiting behind the one in flight").isGreaterThan(events / 2);
        for (int i = 0; i < 40; i++) {
            client.send(RawClient.PING, true, (byte) i);
        }

        int next = 0;
        List<Integer> pongs = new ArrayList<>();
        int pings = 0;
        while (next < events || pongs.size() < 40) {
            ServerFrame frame = client.read();
            if (frame.opcode() == RawClient.PONG) {
                pongs.add((int) frame.payload()[0]);
            } else if (frame.opcode() == RawClient.PING) {
                pings++;
            } else {
                assertThat(frame.opcode()).isEqualTo(RawClient.TEXT);
                assertThat(frame.isFinal()).isTrue();
                assertThat(frame.text()).isEqualTo("{\"n\":" + next + ",\"x\":\"" + filler + "\"}");
                next++;
            }
        }
        assertThat(pongs).isSorted().hasSize(40);
        assertThat(pings).isPositive();
        loop.awaitSent(events);
        assertThat(loop.batches() - batches).as("a backlog leaves together").isLessThan(backlog / 32);
    }

    @Test
    @Tag("3.4")
    void deliversTheCloseCodeToAClientThatReadsAgainInTime() throws Exception {
        boolean inTime = isToldWhyInTime();
        for (int tries = 1; !inTime && tries < MOST_TRIES; tries++) {
            stop();
            inTime = isToldWhyInTime();
        }
        assumeTrue(inTime, "this machine is too slow to read it all within " + GRACE);
    }

    /** Whether the client had read all before it was too late; then it must know why it was closed. */
    private boolean isToldWhyInTime() throws Exception {
        RecordedConnection connection = openStuck();
        long before = System.nanoTime();

        connection.transport().close(4008, "rate limit exceeded");
        String text = readTextOrLess();
        List<@Nullable Throwable> completions = connection.awaitCompletions(1);
        // The server may be late as well as the client: what counts is when it saw that all was taken.
        if (Duration.ofNanos(System.nanoTime() - before).compareTo(GRACE) > 0) {
            return false;
        }

        assertThat(text).hasSize(TOO_MUCH);
        assertThat(completions).containsExactly((Throwable) null);
        assertThat(client.readClose()).isEqualTo(4008);
        return true;
    }

    private String readTextOrLess() {
        try {
            return client.readText();
        } catch (IOException ended) {
            return "";
        }
    }

    @Test
    @Tag("3.12")
    void endsAClientThatNeverReadsAgain() throws Exception {
        RecordedConnection connection = openStuck();

        long before = System.nanoTime();
        connection.transport().close(4010, "slow consumer");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);

        assertThat(connection.awaitCompletions(1).get(0)).isNotNull();
        connection.awaitClosed();
        assertThat(connection.completions()).hasSize(1);
        assertThat(client.readToEnd()).as("it did not get everything").isLessThan(TOO_MUCH);
    }

    @Test
    @Tag("3.12")
    void abortsAClientThatDoesNotRead() throws Exception {
        RecordedConnection connection = openStuck();

        long before = System.nanoTime();
        connection.transport().abort();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(AT_ONCE);

        assertThat(connection.awaitCompletions(1).get(0)).isNotNull();
        assertThat(connection.awaitClosed()).isEqualTo(1006);
        assertThat(client.readToEnd()).as("it did not get everything").isLessThan(TOO_MUCH);
    }

    @Test
    void failsTheSendInFlightWhenTheClientIsReset() throws Exception {
        RecordedConnection connection = openStuck();

        client.reset();

        assertThat(connection.awaitCompletions(1).get(0)).isNotNull();
        assertThat(connection.awaitClosed()).isEqualTo(1006);
    }

    private RecordedConnection openStuck() throws Exception {
        RecordedConnection connection = open(Script.LISTEN, WINDOW_BYTES);
        connection.send("s".repeat(TOO_MUCH));
        assertThat(connection.completions()).as("in flight").isEmpty();
        return connection;
    }
}
