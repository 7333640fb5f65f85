package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static io.bush.realtime.client.ClientRig.refOf;
import static io.bush.realtime.client.ClientRig.sent;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.lock.CommentLock;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.lock.LockEnd;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine that sleeps, is put aside, or whose clock is set: the monotonic clock and all timers know nothing of it. */
@Tag("P12")
@Tag("3.15")
class SleepTest {

    private static final Instant SERVER = Instant.parse("2026-01-16T10:30:00.000Z");

    private final ClientRig rig = new ClientRig(it -> it.pollUrl(URI.create("http://localhost/v4/events/poll")));
    /** How long the machine slept, for the server; not what its clock was set by. */
    private Duration slept = Duration.ZERO;

    private CommentLocks locks;

    private Instant serverTime() {
        return SERVER.plus(rig.world.elapsed()).plus(slept);
    }

    private void sleep(Duration time) {
        slept = slept.plus(time);
        rig.world.sleep(time);
    }

    /** Connects with a token that lasts an hour, and with a lock of 30 seconds. */
    private ScriptedTransport.Socket connected() {
        rig.subscribe("file", "file_a", file -> locks = rig.client.locks(file));
        var unused = rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        greet(socket);
        rig.world.advance(Duration.ofSeconds(1));
        return socket;
    }

    private void greet(ScriptedTransport.Socket socket) {
        socket.accept();
        send(socket, """
                {"type":"connection.established","connection_id":"conn_1","server_time":"%s","token_expires_at":"%s"}""".formatted(serverTime(), SERVER.plus(Duration.ofHours(1))));
        send(socket, ClientRig.confirmation("file_a", "evt_1", refOf(last(socket))));
    }

    private CommentLock locked(ScriptedTransport.Socket socket) {
        CompletableFuture<CommentLock> answer = locks.lock("comment_1").toCompletableFuture();
        rig.world.pump();
        grant(socket);
        assertThat(answer).isCompleted();
        return answer.join();
    }

    private void send(ScriptedTransport.Socket socket, String frame) {
        socket.serverSends(frame);
        rig.world.pump();
    }

    /** Grants for 30 seconds what the last frame asked for. */
    private void grant(ScriptedTransport.Socket socket) {
        send(
                socket,
                "{\"type\":\"comment.lock.granted\",\"ref\":\"%s\",\"comment_id\":\"comment_1\",\"lock_token\":77,\"expires_at\":\"%s\"}"
                        .formatted(refOf(last(socket)), serverTime().plusSeconds(30)));
    }

    private void pong(ScriptedTransport.Socket socket) {
        pong(socket, last(socket));
    }

    private void pong(ScriptedTransport.Socket socket, String ping) {
        send(socket, "{\"type\":\"pong\",\"ref\":\"%s\",\"server_time\":\"%s\"}".formatted(refOf(ping), serverTime()));
    }

    private static String action(String frame) {
        return json(frame).path("action").asText();
    }

    private static long pings(ScriptedTransport.Socket socket) {
        return sent(socket, "ping").size();
    }

    private Duration untilNextSocket() {
        Duration start = rig.world.elapsed();
        rig.nextSocket();
        return rig.world.elapsed().minus(start);
    }

    // ---- the connection

    @Test
    void aConnectionThatDiedMeanwhileIsFoundWithinSeconds() {
        ScriptedTransport.Socket socket = connected();
        rig.world.advance(Duration.ofSeconds(5));
        sleep(Duration.ofMinutes(10));
        assertThat(pings(socket)).isEqualTo(1);
        rig.world.advance(Duration.ofSeconds(10));

        assertThat(socket.aborted).isTrue();
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.RECONNECTING);
        assertThat(rig.client.status().cause())
                .satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.LOST));
    }

    @Test
    void aConnectionThatAnswersGoesOnUndisturbed() {
        ScriptedTransport.Socket socket = connected();
        int told = rig.heard.statuses.size();
        rig.world.advance(Duration.ofSeconds(5));
        rig.world.sleep(Duration.ofHours(1));
        pong(socket);
        rig.world.advance(Duration.ofSeconds(44));

        assertThat(socket.isLive()).isTrue();
        assertThat(pings(socket)).isEqualTo(1);
        assertThat(rig.heard.statuses).hasSize(told);
        rig.world.advance(Duration.ofSeconds(1));
        assertThat(pings(socket)).as("the usual silence").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, -5_000, 4_999})
    void aClockThatIsCorrectedOrSetBackChangesNothing(long millis) {
        ScriptedTransport.Socket socket = connected();
        CommentLock lock = locked(socket);
        int sent = socket.sent.size();
        rig.world.sleep(Duration.ofMillis(millis));

        assertThat(socket.sent).hasSize(sent);
        assertThat(lock.isHeld()).isTrue();
    }

    @Test
    void nobodyLooksAtTheClockWhileNoConnectionIsWanted() {
        assertThat(rig.world.isWatched()).isFalse();
        ScriptedTransport.Socket socket = connected();
        assertThat(rig.world.isWatched()).isTrue();
        rig.client.disconnect();
        rig.world.pump();
        socket.serverCloses(1000, "");
        assertThat(rig.world.isWatched()).isFalse();
        rig.client.connect();
        rig.world.pump();
        rig.transport.newest().refuse(403, null);
        rig.world.pump();
        assertThat(rig.world.isWatched()).as("given up").isFalse();
        rig.client.connect();
        rig.world.pump();
        var unused = rig.client.closeAsync();
        rig.world.pump();

        assertThat(rig.world.isWatched()).isFalse();
    }

    // ---- waits

    /** Loses the connection and waits 4.5 s after two attempts that came to nothing. */
    private void waiting() {
        connected().serverCloses(1006, "");
        rig.nextSocket().unreachable();
        rig.nextSocket().unreachable();
        rig.world.pump();
    }

    @Test
    void aWaitThatTheMachineSleptThroughIsOver() {
        waiting();
        sleep(Duration.ofSeconds(30));

        // The random part remains, so that a thousand machines that slept together do not come in the same moment.
        assertThat(rig.client.status().nextAttempt()).isEqualTo(ManualWorld.JITTER);
        assertThat(untilNextSocket()).isEqualTo(ManualWorld.JITTER);
    }

    @Test
    void aWaitThatTheServerAskedForIsMeasuredByTheTimeThatPassed() {
        var unused = rig.client.connect();
        rig.world.pump();
        rig.transport.newest().refuse(503, Duration.ofSeconds(60));
        rig.world.pump();
        sleep(Duration.ofSeconds(20));
        rig.client.connect();

        assertThat(untilNextSocket()).isEqualTo(Duration.ofSeconds(40).plus(ManualWorld.JITTER.multipliedBy(2)));
    }

    @Test
    void whatIsLeftOfTheServersWishIsKeptWhenTheRestIsCutShort() {
        connected().serverCloses(1006, "");
        for (int i = 0; i < 4; i++) {
            rig.nextSocket().refuse(503, Duration.ofSeconds(60));
        }
        rig.world.pump();
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.POLLING);
        sleep(Duration.ofSeconds(40));
        assertThat(rig.client.status().nextAttempt())
                .isEqualTo(Duration.ofSeconds(260).plus(ManualWorld.JITTER.multipliedBy(2)));
        rig.client.connect();

        assertThat(untilNextSocket()).isEqualTo(Duration.ofSeconds(20).plus(ManualWorld.JITTER));
    }

    @Test
    void aClientThatPollsDoesSoAtOnceAndForgetsWhatWasUnderWay() {
        connected().serverCloses(1006, "");
        for (int i = 0; i < 4; i++) {
            rig.nextSocket().unreachable();
        }
        rig.world.pump();
        ScriptedTransport.Polled before = rig.transport.newestPoll();
        sleep(Duration.ofMinutes(1));
        rig.world.advance(ManualWorld.JITTER.minusMillis(1));
        assertThat(rig.transport.polls).as("not all in the same moment").hasSize(1);
        rig.world.advance(Duration.ofMillis(1));

        assertThat(before.cancelled).isTrue();
        assertThat(rig.transport.polls).hasSize(2);
        rig.transport.newestPoll().answer("{\"results\":[]}");
        rig.world.pump();
        sleep(Duration.ofSeconds(5));
        rig.world.advance(ManualWorld.JITTER);
        assertThat(rig.transport.polls).hasSize(3);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.POLLING);
    }

    // ---- locks

    @Test
    @Tag("P8")
    void aLockIsInDoubtWhenItMayBeOverAndEndsWhenTheServerSaysSo() {
        ScriptedTransport.Socket socket = connected();
        CommentLock lock = locked(socket);
        sleep(Duration.ofSeconds(31));
        assertThat(lock.isHeld()).isFalse();
        assertThat(lock.ended().toCompletableFuture()).isNotDone();
        pong(socket);
        assertThat(action(last(socket))).isEqualTo("comment.renew");
        send(
                socket,
                "{\"type\":\"error\",\"code\":\"lock_lost\",\"message\":\"no\",\"ref\":\"%s\"}"
                        .formatted(refOf(last(socket))));

        assertThat(lock.ended().toCompletableFuture()).isCompletedWithValue(LockEnd.EXPIRED);
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    @Tag("P8")
    void aLockSurvivesAClockThatIsSet() {
        ScriptedTransport.Socket socket = connected();
        CommentLock lock = locked(socket);
        rig.world.sleep(Duration.ofHours(1));
        assertThat(lock.isHeld()).isFalse();
        pong(socket);
        grant(socket);
        assertThat(lock.isHeld()).isTrue();
        rig.world.advance(Duration.ofMillis(29_999));
        assertThat(lock.isHeld()).isTrue();
        rig.world.advance(Duration.ofMillis(1));

        assertThat(lock.ended().toCompletableFuture()).isCompletedWithValue(LockEnd.EXPIRED);
    }

    @Test
    @Tag("P8")
    void aLockIsHeldOnlyForWhatTheSleepHasLeftOfIt() {
        ScriptedTransport.Socket socket = connected();
        CommentLock lock = locked(socket);
        sleep(Duration.ofSeconds(12));
        socket.serverCloses(1006, "");
        sleep(Duration.ofSeconds(8));
        rig.world.advance(Duration.ofSeconds(10));
        assertThat(lock.isHeld()).isTrue();
        rig.world.advance(Duration.ofMillis(1));
        assertThat(lock.isHeld()).isFalse();
        assertThat(lock.ended().toCompletableFuture()).isNotDone();
        rig.world.advance(Duration.ofSeconds(20));

        assertThat(lock.ended().toCompletableFuture()).isCompletedWithValue(LockEnd.EXPIRED);
    }

    @Test
    @Tag("P8")
    void afterASleepTheServersClockIsAskedAnew() {
        ScriptedTransport.Socket socket = connected();
        CommentLock lock = locked(socket);
        rig.world.advance(Duration.ofSeconds(5));
        sleep(Duration.ofSeconds(20));
        pong(socket);
        grant(socket);
        socket.serverCloses(1006, "");
        rig.world.advance(Duration.ofMillis(29_999));
        assertThat(lock.isHeld()).isTrue();
        rig.world.advance(Duration.ofMillis(1));

        assertThat(lock.ended().toCompletableFuture()).isCompletedWithValue(LockEnd.EXPIRED);
    }

    @Test
    @Tag("P8")
    void anAnswerToAQuestionOfBeforeDoesNotTellTheServersClock() {
        ScriptedTransport.Socket socket = connected();
        rig.world.advance(Duration.ofSeconds(45));
        String before = last(socket);
        String answer =
                "{\"type\":\"pong\",\"ref\":\"%s\",\"server_time\":\"%s\"}".formatted(refOf(before), serverTime());
        sleep(Duration.ofSeconds(20));
        assertThat(pings(socket)).isEqualTo(2);
        pong(socket);
        send(socket, answer);
        CommentLock lock = locked(socket);
        socket.serverCloses(1006, "");
        rig.world.advance(Duration.ofSeconds(30));

        assertThat(lock.isHeld()).isFalse();
    }

    // ---- the token

    @Test
    @Tag("3.2")
    void aTokenThatEndsSoonerThanItSeemedIsReplacedInTime() {
        ScriptedTransport.Socket socket = connected();
        sleep(Duration.ofMinutes(58));
        pong(socket);
        rig.world.advance(Duration.ofSeconds(40));
        socket.serverPings();
        rig.world.advance(Duration.ofMillis(18_999));
        assertThat(sent(socket, "authenticate")).isEmpty();
        rig.world.advance(Duration.ofMillis(1));

        assertThat(sent(socket, "authenticate")).hasSize(1);
    }

    @Test
    @Tag("3.2")
    void aTokenThatEndedMeanwhileIsReplacedAtOnce() {
        ScriptedTransport.Socket socket = connected();
        sleep(Duration.ofHours(2));
        pong(socket);
        rig.world.advance(Duration.ofSeconds(1));

        assertThat(sent(socket, "authenticate")).hasSize(1);
    }

    @Test
    @Tag("3.2")
    void aTokenIsNotReplacedBecauseTheClockWasSet() {
        ScriptedTransport.Socket socket = connected();
        rig.world.sleep(Duration.ofHours(2));
        pong(socket);
        rig.world.advance(Duration.ofSeconds(40));

        assertThat(sent(socket, "authenticate")).isEmpty();
    }
}
