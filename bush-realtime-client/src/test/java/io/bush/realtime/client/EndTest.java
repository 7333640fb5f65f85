package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.confirmation;
import static io.bush.realtime.client.ClientRig.event;
import static io.bush.realtime.client.ClientRig.failureOf;
import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static io.bush.realtime.client.ClientRig.refOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How subscriptions and clients end. */
class EndTest {

    private final ClientRig rig = new ClientRig();
    private final List<String> seen = new ArrayList<>();

    private ChannelHandle confirmed() {
        return rig.confirmed("file_a", "evt_0", it -> it.onEvent(event -> seen.add(String.valueOf(event.eventId()))));
    }

    private void receive(String eventId) {
        rig.transport.newest().serverSends(event("file_a", eventId, "file.updated", "{}"));
    }

    private static String unsubscribed(String ref) {
        return """
               {"type":"unsubscribed","channel":"file","resource_id":"file_a","ref":"%s"}""".formatted(ref);
    }

    @Test
    @Tag("seed000-2.4")
    void unsubscribeCompletesWhenTheServerHasConfirmed() {
        ChannelHandle handle = confirmed();
        CompletionStage<Void> done = handle.unsubscribe();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();

        assertThat(json(last(socket)))
                .isEqualTo(json(
                        "{\"action\":\"unsubscribe\",\"ref\":\"r2\",\"channel\":\"file\",\"resource_id\":\"file_a\"}"));
        assertThat(done.toCompletableFuture()).isNotDone();
        socket.serverSends(unsubscribed("r2"));
        rig.world.pump();
        assertThat(done.toCompletableFuture()).isCompleted();
        assertThat(handle.unsubscribe().toCompletableFuture()).isCompleted();
    }

    @Test
    @Tag("P5")
    void noHandlerStartsAfterUnsubscribeAndThePositionStays() {
        ChannelHandle handle = confirmed();
        receive("evt_1");
        rig.world.pumpClient();
        handle.unsubscribe();
        receive("evt_2");
        rig.world.pump();

        assertThat(seen).isEmpty();
        assertThat(handle.lastEventId()).hasValue("evt_0");
    }

    @Test
    void unsubscribeInsideAHandlerStopsTheHandlersBehindIt() {
        rig.confirmed("file_a", "evt_0", it -> {
            it.onEvent(event -> {
                seen.add("first");
                it.unsubscribe();
            });
            it.onEvent(event -> seen.add("second"));
        });
        receive("evt_1");
        receive("evt_2");
        rig.world.pump();

        assertThat(seen).containsExactly("first");
        assertThat(json(last(rig.transport.newest())).get("action").asText()).isEqualTo("unsubscribe");
    }

    @Test
    void unsubscribeWithoutAConnectionNeedsNoServer() {
        ChannelHandle handle = rig.client.subscribe("file", "file_a");
        CompletionStage<Void> done = handle.unsubscribe();
        rig.world.pump();

        assertThat(done.toCompletableFuture()).isCompleted();
        assertThat(rig.connected().sent).isEmpty();
    }

    @Test
    @Tag("P12")
    void whatTheServerMayGoOnWithIsGivenUpThereTooThoughItsLastAnswerWasARefusalForNow() {
        ChannelHandle handle = confirmed();
        ScriptedTransport.Socket socket = rig.transport.newest();
        rig.client.presence(handle);
        rig.world.advance(Duration.ofMillis(5));
        socket.serverSends("""
                {"type":"subscription.rejected","channel":"file","resource_id":"file_a","ref":"%s",\
                "reason":"temporarily_unavailable","retry_after_ms":2000}""".formatted(refOf(last(socket))));
        rig.world.pump();
        handle.unsubscribe();
        rig.world.pump();

        assertThat(ClientRig.sent(socket, "subscribe")).hasSize(2);
        assertThat(ClientRig.sent(socket, "unsubscribe")).hasSize(1);
    }

    @Test
    void aLostConnectionUnsubscribesToo() {
        ChannelHandle handle = confirmed();
        CompletionStage<Void> done = handle.unsubscribe();
        rig.world.pump();
        rig.transport.newest().serverCloses(1006, "");
        rig.world.pump();

        assertThat(done.toCompletableFuture()).isCompleted();
    }

    @Test
    void whatBelongedToTheFormerSubscriptionDoesNotReachTheNext() {
        ChannelHandle former = confirmed();
        former.unsubscribe();
        rig.subscribe("file", "file_a", it -> {
            it.onEvent(event -> seen.add("next " + event.eventId()));
            it.onRejected(rejected -> seen.add(rejected.reason()));
            it.onRevoked(revoked -> seen.add(revoked.reason()));
        });
        rig.world.advance(Duration.ofMillis(5));
        ScriptedTransport.Socket socket = rig.transport.newest();
        String ref = refOf(last(socket));
        receive("evt_1");
        socket.serverSends("""
                {"type":"subscription.revoked","channel":"file","resource_id":"file_a","reason":"late"}""");
        socket.serverSends("""
                {"type":"subscription.rejected","channel":"file","resource_id":"file_a","reason":"superseded","ref":"r1"}""");
        socket.serverSends(confirmation("file_a", "evt_1", "r1"));
        receive("evt_2");
        socket.serverSends(unsubscribed("r2"));
        socket.serverSends(confirmation("file_a", "evt_2", ref));
        receive("evt_3");
        rig.world.pump();

        assertThat(ref).isEqualTo("r3");
        assertThat(seen).containsExactly("next evt_3");
    }

    @Test
    void aRateLimitedUnsubscribeIsTriedAgain() {
        ChannelHandle handle = confirmed();
        CompletionStage<Void> done = handle.unsubscribe();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        String limited = """
                {"type":"error","code":"rate_limited","message":"","ref":"r2","retry_after_ms":1000}""";
        socket.serverSends(limited);
        rig.world.advance(Duration.ofSeconds(1));
        assertThat(socket.sent).hasSize(3);
        socket.serverSends(unsubscribed(refOf(last(socket))));
        rig.world.pump();

        assertThat(done.toCompletableFuture()).isCompleted();
    }

    @Test
    void anUnsubscribeThatIsSentAgainDoesNotEndTheNextSubscription() {
        ChannelHandle former = confirmed();
        CompletionStage<Void> done = former.unsubscribe();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        socket.serverSends("""
                {"type":"error","code":"rate_limited","message":"","ref":"r2","retry_after_ms":1000}""");
        rig.subscribe("file", "file_a", it -> {});
        rig.world.advance(Duration.ofSeconds(2));

        assertThat(socket.sent.subList(2, 4))
                .extracting(it -> json(it).get("action").asText())
                .containsExactly("unsubscribe", "subscribe");
        socket.serverSends(unsubscribed(refOf(socket.sent.get(2))));
        rig.world.pump();
        assertThat(done.toCompletableFuture()).isCompleted();
    }

    @Test
    @Tag("P12")
    void nothingRunsAfterClose() {
        ChannelHandle handle = confirmed();
        receive("evt_1");
        rig.world.pumpClient();
        CompletionStage<Void> closed = rig.client.closeAsync();
        receive("evt_2");
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.transport.newest();
        assertThat(closed.toCompletableFuture()).as("the socket is still there").isNotDone();
        assertThat(socket.closedWith).isEqualTo(1000);
        socket.serverCloses(1000, "");
        rig.world.pump();

        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(seen).isEmpty();
        assertThat(rig.heard.statuses).last().satisfies(it -> {
            assertThat(it.state()).isEqualTo(ConnectionState.DISCONNECTED);
            assertThat(it.cause()).isNull();
        });
        receive("evt_3");
        handle.unsubscribe();
        assertThat(rig.world.waiting()).isZero();
        assertThat(rig.world.timers()).isZero();
        assertThat(rig.world.released).isEqualTo(1);
    }

    @Test
    @Tag("P12")
    void closeWaitsForTheHandlersThatAreStillToEnd() {
        ChannelHandle handle = confirmed();
        receive("evt_1");
        rig.world.pumpClient();
        handle.unsubscribe();
        CompletionStage<Void> closed = rig.client.closeAsync();
        rig.transport.newest().serverCloses(1000, "");
        rig.world.pumpClient();
        assertThat(closed.toCompletableFuture()).isNotDone();
        rig.world.pump();

        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(seen).isEmpty();
    }

    @Test
    @Tag("P12")
    void whoAsksInTheLastMomentOfACloseIsAnsweredToo() {
        ChannelHandle handle = confirmed();
        receive("evt_1");
        rig.world.pumpClient();
        CompletionStage<Void> closed = rig.client.closeAsync();
        rig.transport.newest().serverCloses(1000, "");
        rig.world.pumpClient();
        // The last handler has come to its end, and the client has only itself to end.
        rig.world.pumpHandlers();
        CompletionStage<Void> done = handle.unsubscribe();
        assertThat(done.toCompletableFuture()).isNotDone();
        rig.world.pump();

        assertThat(done.toCompletableFuture()).isCompleted();
        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(rig.world.released).isEqualTo(1);
    }

    @Test
    @Tag("P12")
    void closeInsideAHandlerDoesNotWaitForItself() {
        rig.confirmed("file_a", "evt_0", it -> {
            it.onEvent(event -> {
                rig.client.close();
                seen.add("closed");
            });
            it.onEvent(event -> seen.add("behind"));
        });
        receive("evt_1");
        rig.world.pump();
        rig.transport.newest().serverCloses(1000, "");
        rig.world.pump();

        assertThat(seen).containsExactly("closed");
        assertThat(rig.client.closeAsync().toCompletableFuture()).isCompleted();
    }

    @Test
    void closeWhileConnectingFailsTheAttempt() {
        CompletableFuture<String> token = new CompletableFuture<>();
        ClientRig slow = new ClientRig(it -> it.tokenSupplier(() -> token));
        CompletionStage<Void> connected = slow.client.connect();
        slow.world.pump();
        CompletionStage<Void> closed = slow.client.closeAsync();
        slow.world.pump();
        token.complete("late");
        slow.world.pump();

        assertThat(failureOf(connected).reason()).isEqualTo(Reason.CLOSED);
        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(slow.transport.sockets).isEmpty();
        assertThat(slow.world.timers()).isZero();
    }

    @Test
    void aClosedClientSaysSo() {
        CompletionStage<Void> closed = rig.client.closeAsync();
        rig.world.pump();

        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(failureOf(rig.client.connect()).reason()).isEqualTo(Reason.CLOSED);
        assertThatIllegalStateException()
                .isThrownBy(() -> rig.client.subscribe("file", "file_a"))
                .withMessageContaining("closed");
    }
}
