package io.bush.realtime.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.lock.CommentLock;
import io.bush.realtime.client.lock.CommentLocks;
import io.bush.realtime.client.lock.LockEnd;
import io.bush.realtime.client.lock.LockException;
import io.bush.realtime.client.lock.LockedComment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P8")
@Tag("contract-3.11")
class LockTest {

    /** The server's clock is a day off the machine's. */
    private static final Instant SERVER = Instant.parse("2026-01-16T10:30:00.000Z");

    private final ClientRig rig = new ClientRig();
    private final List<List<LockedComment>> heard = new ArrayList<>();
    private CommentLocks locks;

    private Instant serverTime() {
        return SERVER.plus(rig.world.elapsed());
    }

    private void greet(ScriptedTransport.Socket socket) {
        socket.accept();
        socket.serverSends(greeting(serverTime()));
        rig.world.pump();
    }

    private static String greeting(Instant serverTime) {
        return """
                {"type":"connection.established","connection_id":"conn_1","server_time":"%s",\
                "user":{"id":"user_me"},"limits":{}}""".formatted(serverTime);
    }

    private void confirm(ScriptedTransport.Socket socket) {
        List<String> subscribes = ClientRig.sent(socket, "subscribe");
        String ref = ClientRig.refOf(subscribes.get(subscribes.size() - 1));
        socket.serverSends(ClientRig.confirmation("file_a", "evt_1", ref));
        rig.world.pump();
    }

    private ScriptedTransport.Socket here() {
        rig.subscribe("file", "file_a", file -> {
            locks = rig.client.locks(file);
            locks.onLocked(heard::add);
        });
        var unused = rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        greet(socket);
        confirm(socket);
        return socket;
    }

    private String last(ScriptedTransport.Socket socket, String action) {
        List<String> sent = ClientRig.sent(socket, action);
        return sent.get(sent.size() - 1);
    }

    private void send(ScriptedTransport.Socket socket, String frame) {
        socket.serverSends(frame.replace('\'', '"').replace("$", "\"channel\":\"file\",\"resource_id\":\"file_a\""));
        rig.world.pump();
    }

    /** Grants for 30 seconds what a frame asked for. */
    private void grant(ScriptedTransport.Socket socket, String action) {
        send(
                socket,
                "{'type':'comment.lock.granted','ref':'" + ClientRig.refOf(last(socket, action))
                        + "','comment_id':'comment_1','lock_token':77,'expires_at':'"
                        + serverTime().plusSeconds(30) + "'}");
    }

    private void refuse(ScriptedTransport.Socket socket, String action, String code) {
        send(
                socket,
                "{'type':'error','code':'" + code + "','message':'no','ref':'" + ClientRig.refOf(last(socket, action))
                        + "','comment_id':'comment_1'}");
    }

    private CommentLock held(ScriptedTransport.Socket socket) {
        CompletableFuture<CommentLock> answer = locks.lock("comment_1").toCompletableFuture();
        rig.world.pump();
        grant(socket, "comment.lock");
        assertThat(answer).isCompleted();
        return answer.join();
    }

    private static LockException failure(CompletionStage<CommentLock> answer) {
        try {
            answer.toCompletableFuture().join();
            throw new AssertionError("granted");
        } catch (CompletionException e) {
            return (LockException) e.getCause();
        }
    }

    private LockEnd ended(CommentLock lock) {
        CompletableFuture<LockEnd> end = lock.ended().toCompletableFuture();
        assertThat(end).isCompleted();
        return end.join();
    }

    private void alive(ScriptedTransport.Socket socket, Duration time) {
        rig.world.advance(time);
        socket.serverPings();
    }

    @Test
    void aGrantedLockHasItsTokenAndIsRenewedEveryThirdOfItsTime() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        assertThat(lock.token()).isEqualTo(77);
        assertThat(last(socket, "comment.lock")).contains("comment_1", "file_a");
        for (int renewals = 1; renewals <= 20; renewals++) {
            alive(socket, Duration.ofMillis(9_999));
            assertThat(ClientRig.sent(socket, "comment.renew")).hasSize(renewals - 1);
            alive(socket, Duration.ofMillis(1));
            assertThat(ClientRig.sent(socket, "comment.renew")).hasSize(renewals);
            assertThat(last(socket, "comment.renew")).contains("\"lock_token\":77");
            grant(socket, "comment.renew");
        }

        assertThat(lock.isHeld()).isTrue();
        assertThat(lock.ended().toCompletableFuture()).isNotDone();
    }

    @Test
    void howLongTheGreetingTravelledIsNotAddedToTheTimeOfALock() {
        rig.subscribe("file", "file_a", file -> locks = rig.client.locks(file));
        var unused = rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.accept();
        Instant said = serverTime();
        rig.world.advance(Duration.ofSeconds(3));
        socket.serverSends(greeting(said));
        rig.world.pump();
        confirm(socket);
        CommentLock lock = held(socket);
        Instant end = serverTime().plusSeconds(30);
        while (lock.isHeld()) {
            alive(socket, Duration.ofMillis(100));
        }

        assertThat(serverTime()).isBetween(end.minusSeconds(4), end);
        assertThat(ended(lock)).isEqualTo(LockEnd.EXPIRED);
    }

    @Test
    void aLockThatSomebodyElseHasSaysWho() {
        ScriptedTransport.Socket socket = here();
        CompletionStage<CommentLock> answer = locks.lock("comment_1");
        rig.world.pump();
        send(
                socket,
                "{'type':'error','code':'comment.locked','message':'no','ref':'"
                        + ClientRig.refOf(last(socket, "comment.lock"))
                        + "','comment_id':'comment_1','user':{'id':'user_bob','name':'Bob'},"
                        + "'expires_at':'2026-01-16T10:30:20.000Z','retry_after_ms':20000}");

        LockException refused = failure(answer);
        assertThat(refused.code()).isEqualTo("comment.locked");
        assertThat(refused.holder().orElseThrow().user().name()).isEqualTo("Bob");
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(20));
        locks.lock("comment_1");
        rig.world.pump();
        assertThat(ClientRig.sent(socket, "comment.lock")).hasSize(2);
    }

    @Test
    void withoutAConnectionItFailsAtOnce() {
        rig.subscribe("file", "file_a", file -> locks = rig.client.locks(file));
        CompletionStage<CommentLock> answer = locks.lock("comment_1");
        rig.world.pump();

        assertThat(failure(answer).code()).isEqualTo("not_connected");
    }

    @Test
    void askedForLateItWaitsForTheConfirmationThatIsUnderWay() {
        ChannelHandle file = rig.subscribe("file", "file_a", it -> {});
        var unused = rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        greet(socket);
        confirm(socket);
        locks = rig.client.locks(file);
        CompletableFuture<CommentLock> first = locks.lock("comment_1").toCompletableFuture();
        CompletableFuture<CommentLock> second = locks.lock("comment_2").toCompletableFuture();
        rig.world.advance(Duration.ofSeconds(1));
        assertThat(ClientRig.sent(socket, "subscribe")).hasSize(2);
        assertThat(ClientRig.sent(socket, "comment.lock")).isEmpty();
        assertThat(first).isNotDone();
        confirm(socket);

        assertThat(ClientRig.sent(socket, "comment.lock"))
                .hasSize(2)
                .first()
                .asString()
                .contains("comment_1");
        assertThat(second).isNotDone();
        grantFirst(socket);
        assertThat(first).isCompleted();
        assertThat(rig.client.locks(file)).isSameAs(locks);
    }

    private void grantFirst(ScriptedTransport.Socket socket) {
        send(
                socket,
                "{'type':'comment.lock.granted','ref':'"
                        + ClientRig.refOf(ClientRig.sent(socket, "comment.lock").get(0))
                        + "','comment_id':'comment_1','lock_token':77,'expires_at':'"
                        + serverTime().plusSeconds(30) + "'}");
    }

    @Test
    void itWaitsNoLongerThanTenSecondsAndNotOverTheEndOfTheConnection() {
        rig.subscribe("file", "file_a", file -> locks = rig.client.locks(file));
        var unused = rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        greet(socket);
        CompletableFuture<CommentLock> patient = locks.lock("comment_1").toCompletableFuture();
        rig.world.advance(Duration.ofMillis(9_999));
        assertThat(patient).isNotDone();
        rig.world.advance(Duration.ofMillis(1));
        assertThat(failure(patient).code()).isEqualTo("not_connected");

        CompletableFuture<CommentLock> cut = locks.lock("comment_1").toCompletableFuture();
        rig.world.pump();
        socket.serverCloses(1006, "");
        rig.world.pump();
        assertThat(failure(cut).code()).isEqualTo("not_connected");
        assertThat(ClientRig.sent(socket, "comment.lock")).isEmpty();
    }

    /** By the identity of objects the order would be another one in each run. */
    @Test
    void whenTheConnectionEndsAllAreToldInTheOrderInWhichTheyWereMade() {
        List<String> files = List.of("file_h", "file_c", "file_f", "file_a", "file_e", "file_b", "file_g", "file_d");
        List<String> told = new ArrayList<>();
        List<CommentLocks> all = new ArrayList<>();
        files.forEach(id -> rig.subscribe("file", id, file -> all.add(rig.client.locks(file))));
        var unused = rig.client.connect();
        rig.world.pump();
        greet(rig.transport.newest());
        for (int i = 0; i < files.size(); i++) {
            String id = files.get(i);
            var ignored = all.get(i).lock("comment_" + id).whenComplete((lock, failure) -> told.add(id));
        }
        rig.world.pump();
        assertThat(told).as("they wait for the confirmation").isEmpty();
        rig.transport.newest().serverCloses(1006, "");
        rig.world.pump();

        assertThat(told).isEqualTo(files);
    }

    @Test
    void whoGivesTheChannelUpHasNoLockToWaitFor() {
        ChannelHandle file = rig.subscribe("file", "file_a", it -> locks = rig.client.locks(it));
        var unused = rig.client.connect();
        rig.world.pump();
        greet(rig.transport.newest());
        CompletableFuture<CommentLock> answer = locks.lock("comment_1").toCompletableFuture();
        rig.world.pump();
        assertThat(answer).isNotDone();
        file.unsubscribe();
        rig.world.pump();

        assertThat(failure(answer).code()).isEqualTo("not_connected");
        rig.world.advance(Duration.ofSeconds(20));
        assertThat(ClientRig.sent(rig.transport.newest(), "comment.lock")).isEmpty();
    }

    @Test
    void whatIsHeldIsNotAskedForTwice() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        assertThatIllegalStateException().isThrownBy(() -> locks.lock("comment_1"));
        lock.close();
        rig.world.pump();
        locks.lock("comment_1");
        rig.world.pump();

        assertThat(ClientRig.sent(socket, "comment.lock")).hasSize(2);
    }

    @Test
    void aReleaseIsSentOnceAndEndsTheRenewals() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        CompletableFuture<Void> first = lock.release().toCompletableFuture();
        assertThat(lock.isHeld()).isFalse();
        CompletableFuture<Void> second = lock.release().toCompletableFuture();
        rig.world.pump();
        assertThat(first).isNotDone();
        send(
                socket,
                "{'type':'comment.unlocked',$,'ref':'" + ClientRig.refOf(last(socket, "comment.unlock"))
                        + "','comment_id':'comment_1','reason':'released'}");
        alive(socket, Duration.ofSeconds(40));

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(ended(lock)).isEqualTo(LockEnd.RELEASED);
        assertThat(ClientRig.sent(socket, "comment.unlock")).hasSize(1);
        assertThat(ClientRig.sent(socket, "comment.renew")).isEmpty();
    }

    @Test
    void theHolderIsToldThatItWasTakenOverOrRevoked() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        send(socket, "{'type':'comment.lock.lost','comment_id':'comment_1','reason':'taken_over'}");
        assertThat(ended(lock)).isEqualTo(LockEnd.TAKEN_OVER);
        assertThat(lock.isHeld()).isFalse();
        CommentLock next = held(socket);
        send(socket, "{'type':'comment.lock.lost','comment_id':'comment_1','reason':'revoked'}");

        assertThat(ended(next)).isEqualTo(LockEnd.REVOKED);
    }

    @Test
    void aRenewalThatIsRefusedEndsIt() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        alive(socket, Duration.ofSeconds(10));
        refuse(socket, "comment.renew", "lock_lost");

        assertThat(ended(lock)).isEqualTo(LockEnd.EXPIRED);
    }

    @Test
    void aRenewalThatCannotBeDoneJustNowIsTriedAgainUntilTheTimeIsOver() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        alive(socket, Duration.ofSeconds(10));
        for (int second = 10; second < 28; second += 2) {
            refuse(socket, "comment.renew", "temporarily_unavailable");
            assertThat(lock.isHeld()).isTrue();
            alive(socket, Duration.ofSeconds(2));
        }
        refuse(socket, "comment.renew", "temporarily_unavailable");
        alive(socket, Duration.ofMillis(1_999));
        assertThat(lock.isHeld()).isTrue();
        alive(socket, Duration.ofMillis(1));

        assertThat(ended(lock)).isEqualTo(LockEnd.EXPIRED);
    }

    @Test
    void aLockSurvivesAReconnectAndIsRenewedAtOnce() {
        ScriptedTransport.Socket first = here();
        CommentLock lock = held(first);
        first.serverCloses(1006, "");
        ScriptedTransport.Socket second = rig.nextSocket();
        greet(second);
        assertThat(ClientRig.sent(second, "comment.renew")).isEmpty();
        confirm(second);
        assertThat(ClientRig.sent(second, "comment.renew")).hasSize(1);
        grant(second, "comment.renew");
        alive(second, Duration.ofSeconds(29));

        assertThat(lock.isHeld()).isTrue();
    }

    @Test
    void aClientThatIsSentAwayComesBackWithoutIt() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        socket.serverCloses(4001, "the token is over");
        ScriptedTransport.Socket next = rig.nextSocket();
        greet(next);
        confirm(next);

        assertThat(ended(lock)).isEqualTo(LockEnd.RELEASED);
        assertThat(ClientRig.sent(next, "comment.renew")).isEmpty();
    }

    @Test
    void whileNobodyCanBeAskedItIsLostWhenItsTimeIsOver() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        socket.serverCloses(1006, "");
        rig.world.advance(Duration.ofMillis(29_999));
        assertThat(lock.isHeld()).isTrue();
        rig.world.advance(Duration.ofMillis(1));

        assertThat(ended(lock)).isEqualTo(LockEnd.EXPIRED);
    }

    @Test
    void aRevokedSubscriptionTakesItAlong() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        send(socket, "{'type':'subscription.revoked',$,'reason':'permissions_changed'}");

        assertThat(ended(lock)).isEqualTo(LockEnd.REVOKED);
    }

    @Test
    @Tag("P12")
    void closingTheClientReleasesAndLeavesNoTimer() {
        ScriptedTransport.Socket socket = here();
        CommentLock lock = held(socket);
        var unused = rig.client.closeAsync();
        rig.world.advance(Duration.ofSeconds(5));

        assertThat(ended(lock)).isEqualTo(LockEnd.RELEASED);
        assertThat(rig.world.timers()).isZero();
    }

    @Test
    void givingTheConnectionUpGivesTheLockBack() {
        CommentLock lock = held(here());
        rig.client.disconnect();
        rig.world.pump();

        assertThat(ended(lock)).isEqualTo(LockEnd.RELEASED);
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void aLockThatIsGrantedToASubscriptionBeingGivenUpIsNone() {
        ScriptedTransport.Socket socket = here();
        CompletionStage<CommentLock> answer = locks.lock("comment_1");
        rig.world.pump();
        var unused = rig.client
                .subscription(new Channel("file", "file_a"))
                .orElseThrow()
                .unsubscribe();
        rig.world.pump();
        grant(socket, "comment.lock");

        assertThat(failure(answer).code()).isEqualTo("not_connected");
        alive(socket, Duration.ofSeconds(12));
        assertThat(ClientRig.sent(socket, "comment.renew")).isEmpty();
    }

    @Test
    void aQuestionThatTheConnectionTookAlongFailsAndCanBeAskedAgain() {
        ScriptedTransport.Socket socket = here();
        CompletionStage<CommentLock> answer = locks.lock("comment_1");
        rig.world.pump();
        socket.serverCloses(1006, "");
        rig.world.pump();

        assertThat(failure(answer).code()).isEqualTo("not_connected");
        locks.lock("comment_1");
    }

    @Test
    void whatOthersEditIsKnownAndWhatIsHeldHereIsNotAmongIt() {
        ScriptedTransport.Socket socket = here();
        held(socket);
        send(
                socket,
                "{'type':'lock.state',$,'locks':[{'comment_id':'comment_1','user':{'id':'user_me'}},"
                        + "{'comment_id':'comment_2','user':{'id':'user_bob','name':'Bob'}}]}");
        assertThat(locks.locked()).extracting(LockedComment::commentId).containsExactly("comment_2");
        send(socket, "{'type':'comment.locked',$,'comment_id':'comment_3','user':{'id':'user_cat'}}");
        send(socket, "{'type':'comment.unlocked',$,'comment_id':'comment_2','reason':'expired'}");

        assertThat(locks.locked()).extracting(LockedComment::commentId).containsExactly("comment_3");
        assertThat(heard).last().isEqualTo(locks.locked());
    }
}
