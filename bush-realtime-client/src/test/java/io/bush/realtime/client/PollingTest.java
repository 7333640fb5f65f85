package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.confirmation;
import static io.bush.realtime.client.ClientRig.event;
import static io.bush.realtime.client.ClientRig.failureOf;
import static io.bush.realtime.client.ClientRig.json;
import static io.bush.realtime.client.ClientRig.last;
import static io.bush.realtime.client.ClientRig.refOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.client.channel.Channel;
import io.bush.realtime.client.channel.ChannelHandle;
import io.bush.realtime.client.channel.SubscribeOptions;
import io.bush.realtime.client.channel.SubscriptionNotice.Confirmed;
import io.bush.realtime.client.channel.SubscriptionNotice.Rejected;
import io.bush.realtime.client.channel.SubscriptionNotice.Revoked;
import io.bush.realtime.client.connection.Activity;
import io.bush.realtime.client.connection.ClientLimits;
import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.StatusLight;
import io.bush.realtime.client.connection.TokenSource.Why;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Polling while no WebSocket gets through: the same stream (contract P12, §3.15, §3.16). */
@Tag("P12")
class PollingTest {

    private static final URI POLLS = URI.create("http://localhost/v4/events/poll");
    private static final Duration INTERVAL = Duration.ofSeconds(10).plus(ManualWorld.JITTER);

    private final List<Why> asked = new ArrayList<>();
    private final ClientRig rig = new ClientRig(it -> it.pollUrl(POLLS).tokenSource(why -> {
        asked.add(why);
        return CompletableFuture.completedFuture("token_" + asked.size());
    }));
    private final List<Object> seen = new ArrayList<>();

    private void record(ChannelHandle handle) {
        handle.onConfirmed(seen::add);
        handle.onEvent(it -> seen.add(String.valueOf(it.eventId())));
        handle.onReset(it -> seen.add("reset " + it.reason() + " " + it.lastEventId()));
        handle.onRejected(seen::add);
        handle.onRevoked(seen::add);
    }

    /** Lets every socket fail until the client polls. */
    private ScriptedTransport.Polled polling() {
        rig.client.connect();
        rig.world.pump();
        failUntilPolling();
        return rig.transport.newestPoll();
    }

    private void failUntilPolling() {
        for (int i = 0; i < 5; i++) {
            rig.transport.newest().unreachable();
            rig.world.pump();
            if (i < 4) {
                rig.nextSocket();
            }
        }
    }

    /** Lets time pass until the next poll. */
    private ScriptedTransport.Polled nextPoll() {
        int known = rig.transport.polls.size();
        Duration start = rig.world.elapsed();
        rig.world.pump();
        while (rig.transport.polls.size() == known) {
            assertThat(rig.world.elapsed().minus(start)).isLessThan(Duration.ofHours(2));
            rig.world.advance(rig.world.untilNext());
        }
        return rig.transport.newestPoll();
    }

    private Duration waitForNextPoll() {
        Duration start = rig.world.elapsed();
        nextPoll();
        return rig.world.elapsed().minus(start);
    }

    private static String result(String id, String lastEventId, String... events) {
        return "{\"channel\":\"file\",\"resource_id\":\"%s\",\"events\":[%s],\"last_event_id\":\"%s\"}"
                .formatted(id, String.join(",", events), lastEventId);
    }

    private static String answer(String... results) {
        return "{\"results\":[" + String.join(",", results) + "]}";
    }

    private static String answerAfter(long millis, String... results) {
        return "{\"results\":[%s],\"poll_after_ms\":%d}".formatted(String.join(",", results), millis);
    }

    private void answered(ScriptedTransport.Polled poll, String body) {
        poll.answer(body);
        rig.world.pump();
    }

    private static List<JsonNode> items(ScriptedTransport.Polled poll) {
        return StreamSupport.stream(json(poll.poll.body()).get("subscriptions").spliterator(), false)
                .toList();
    }

    @Test
    @Tag("seed000-8.4")
    void theFifthFailureInARowStartsPollingAtOnce() {
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Polled poll = polling();

        assertThat(rig.transport.sockets).hasSize(5);
        assertThat(rig.transport.polls).hasSize(1);
        assertThat(poll.poll.url()).hasToString("http://localhost/v4/events/poll?activity=active");
        assertThat(poll.poll.token()).isEqualTo("token_6");
        assertThat(items(poll)).containsExactly(json("{\"channel\":\"file\",\"resource_id\":\"file_a\"}"));
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.POLLING);
        assertThat(rig.client.status().nextAttempt())
                .isEqualTo(Duration.ofMinutes(5).plus(ManualWorld.JITTER));
    }

    @Test
    void withoutAPlaceToPollTheClientGoesOnTrying() {
        ClientRig without = new ClientRig();
        without.client.connect();
        without.world.pump();
        for (int i = 0; i < 20; i++) {
            without.transport.newest().unreachable();
            without.nextSocket();
        }

        assertThat(without.transport.polls).isEmpty();
        assertThat(without.client.status().state()).isEqualTo(ConnectionState.CONNECTING);
    }

    @Test
    void theFirstAnswerConfirmsAndLaterOnesBringWhatHappened() {
        ChannelHandle handle = rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        assertThat(seen).containsExactly(new Confirmed(new Channel("file", "file_a"), "evt_0", false, 0, true));
        ScriptedTransport.Polled second = nextPoll();
        assertThat(items(second).get(0).get("since_event_id").asText()).isEqualTo("evt_0");
        answered(
                second,
                answer(result(
                        "file_a",
                        "evt_3",
                        event("file_a", "evt_1", "x.y", "{}"),
                        event("file_a", "evt_2", "x.y", "{}"))));

        assertThat(seen.subList(1, seen.size())).containsExactly("evt_1", "evt_2");
        assertThat(handle.lastEventId())
                .as("beyond what the patterns leave out")
                .hasValue("evt_3");
        assertThat(items(nextPoll()).get(0).get("since_event_id").asText()).isEqualTo("evt_3");
    }

    @Test
    void aResetIsTold() {
        rig.client.subscribe("file", "file_a", SubscribeOptions.since("evt_old"), this::record);
        answered(polling(), """
                {"results":[{"channel":"file","resource_id":"file_a","events":[],"last_event_id":"evt_z9","reset":{"reason":"expired"}}]}""");

        assertThat(seen)
                .containsExactly(
                        new Confirmed(new Channel("file", "file_a"), "evt_z9", false, 0, true), "reset expired evt_z9");
    }

    @Test
    @Tag("3.16")
    void activePollsEvery10SecondsBackgroundEvery60OrAsTheServerSays() {
        rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        assertThat(waitForNextPoll()).isEqualTo(INTERVAL);
        answered(rig.transport.newestPoll(), answerAfter(25_000, result("file_a", "evt_0")));
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(25_500));
        rig.client.activity(Activity.BACKGROUND);
        answered(rig.transport.newestPoll(), answerAfter(25_000, result("file_a", "evt_0")));
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(60_500));
        assertThat(rig.transport.newestPoll().poll.url()).hasQuery("activity=background");
        answered(rig.transport.newestPoll(), answerAfter(90_000, result("file_a", "evt_0")));
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(90_500));
        answered(rig.transport.newestPoll(), answerAfter(90_000, result("file_a", "evt_0")));
        rig.world.advance(Duration.ofSeconds(4));
        rig.client.activity(Activity.ACTIVE);

        assertThat(waitForNextPoll()).as("somebody looks again").isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    @Tag("3.16")
    void aServerThatWantsToBePolledAtOnceIsPolledEverySecond() {
        rig.subscribe("file", "file_a", this::record);
        answered(polling(), answerAfter(0, result("file_a", "evt_0")));

        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    @Tag("3.16")
    void manyChannelsGoIntoOneRequestAndMoreIntoTheNext() {
        for (int i = 0; i < 70; i++) {
            rig.subscribe("file", "file_" + i, handle -> {});
        }
        ScriptedTransport.Polled first = polling();
        assertThat(items(first)).hasSize(50);
        answered(first, answer(result("file_0", "evt_0")));
        assertThat(items(rig.transport.newestPoll())).hasSize(20);
        assertThat(rig.transport.polls).hasSize(2);
    }

    @Test
    void anAnswerThatIsTooLargeIsAskedForInSmallerParts() {
        for (int i = 0; i < 4; i++) {
            rig.subscribe("file", "file_" + i, handle -> {});
        }
        polling().tooLarge();
        rig.world.pump();
        assertThat(items(rig.transport.newestPoll())).hasSize(2);
        rig.transport.newestPoll().tooLarge();
        rig.world.pump();
        assertThat(items(rig.transport.newestPoll())).hasSize(1);
        rig.transport.newestPoll().tooLarge();

        assertThat(waitForNextPoll()).isEqualTo(INTERVAL);
    }

    @Test
    @Tag("seed000-8.4")
    void theWebSocketIsTriedEveryFiveMinutesWhilePollingGoesOn() {
        rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        Duration start = rig.world.elapsed();
        for (int probe = 1; probe <= 3; probe++) {
            while (rig.transport.sockets.size() < 5 + probe) {
                answered(nextPoll(), answer(result("file_a", "evt_0")));
            }
            assertThat(rig.client.status().state()).isEqualTo(ConnectionState.POLLING);
            rig.transport.newest().unreachable();
        }

        assertThat(rig.world.elapsed().minus(start)).isBetween(Duration.ofMinutes(15), Duration.ofMinutes(16));
        assertThat(rig.transport.polls).as("every 10.5 s of 15 min").hasSizeBetween(85, 90);
    }

    @Test
    @Tag("3.15")
    void connectShortensTheTimeBetweenProbesToWhatTheServerAskedFor() {
        rig.subscribe("file", "file_a", this::record);
        rig.client.connect();
        rig.world.pump();
        for (int i = 0; i < 4; i++) {
            rig.transport.newest().unreachable();
            rig.nextSocket();
        }
        rig.transport.newest().refuse(503, Duration.ofSeconds(20));
        rig.world.pump();
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.POLLING);
        rig.world.advance(Duration.ofSeconds(5));
        rig.client.connect();
        rig.client.connect();
        rig.world.pump();
        assertThat(rig.transport.sockets).as("the server's time is kept").hasSize(5);
        assertThat(rig.client.status().nextAttempt()).isEqualTo(Duration.ofMillis(15_500));
        rig.world.advance(Duration.ofMillis(15_500));
        assertThat(rig.transport.sockets).as("and no more of ours").hasSize(6);
        rig.transport.newest().refuse(503, Duration.ofSeconds(20));
        rig.world.advance(Duration.ofSeconds(21));
        rig.client.connect();
        rig.world.pump();

        assertThat(rig.transport.sockets).as("at once when it is over").hasSize(7);
    }

    @Test
    void aWebSocketTakesOverWithoutAGapOrARepetition() {
        rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        ScriptedTransport.Polled underWay = nextPoll();
        rig.client.connect();
        ScriptedTransport.Socket socket = rig.establish();
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.CONNECTED);
        assertThat(underWay.cancelled).isTrue();
        // The overlap: both bring the same event, the poll's answer comes late.
        socket.serverSends(confirmation("file_a", "evt_0", refOf(last(socket))));
        socket.serverSends(event("file_a", "evt_1", "x.y", "{}"));
        answered(underWay, answer(result("file_a", "evt_1", event("file_a", "evt_1", "x.y", "{}"))));
        socket.serverSends(event("file_a", "evt_2", "x.y", "{}"));
        rig.world.advance(Duration.ofSeconds(30));

        assertThat(seen).filteredOn(String.class::isInstance).containsExactly("evt_1", "evt_2");
        assertThat(json(socket.sent.get(0))
                        .at("/subscriptions/0/since_event_id")
                        .asText())
                .isEqualTo("evt_0");
        assertThat(rig.transport.newestPoll()).isSameAs(underWay);
    }

    @Test
    void aWebSocketThatIsLostAtOnceLeadsBackToPollingFromWhereItCame() {
        rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        while (rig.transport.sockets.size() == 5) {
            answered(nextPoll(), answer(result("file_a", "evt_0")));
        }
        ScriptedTransport.Socket socket = rig.establish();
        socket.serverSends(confirmation("file_a", "evt_0", refOf(last(socket))));
        socket.serverSends(event("file_a", "evt_1", "x.y", "{}"));
        rig.world.advance(Duration.ofSeconds(5));
        int polls = rig.transport.polls.size();
        socket.serverCloses(1006, "");
        rig.world.pump();

        assertThat(rig.transport.polls).hasSize(polls + 1);
        assertThat(items(rig.transport.newestPoll())
                        .get(0)
                        .get("since_event_id")
                        .asText())
                .isEqualTo("evt_1");
        assertThat(rig.heard.statuses)
                .extracting(ConnectionStatus::state)
                .endsWith(ConnectionState.CONNECTED, ConnectionState.POLLING);
        answered(rig.transport.newestPoll(), answer(result("file_a", "evt_2", event("file_a", "evt_2", "x.y", "{}"))));
        assertThat(seen).filteredOn(String.class::isInstance).containsExactly("evt_1", "evt_2");
    }

    @Test
    void aStableWebSocketEndsPollingForGood() {
        rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        rig.client.connect();
        rig.world.pump();
        ScriptedTransport.Socket socket = rig.establish();
        rig.world.advance(Duration.ofSeconds(10));
        int polls = rig.transport.polls.size();
        socket.serverCloses(1006, "");
        rig.nextSocket();

        assertThat(rig.transport.polls).hasSize(polls);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.RECONNECTING);
    }

    @Test
    @Tag("seed000-8.3")
    void theLightIsOrangeWhilePollsSucceedAndRedWhenTheyDoNot() {
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Polled poll = polling();
        assertThat(rig.client.status().light()).isEqualTo(StatusLight.YELLOW);
        answered(poll, answer(result("file_a", "evt_0")));
        assertThat(rig.client.status().light()).isEqualTo(StatusLight.ORANGE);
        assertThat(rig.client.status().nextAttempt())
                .isLessThanOrEqualTo(Duration.ofMinutes(5).plusSeconds(1));
        nextPoll().fail();
        rig.world.pump();
        assertThat(rig.client.status().light()).isEqualTo(StatusLight.YELLOW);
        for (int i = 0; i < 2; i++) {
            nextPoll().fail();
        }
        rig.world.pump();
        assertThat(rig.client.status().light()).isEqualTo(StatusLight.RED);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.POLLING);
        answered(nextPoll(), answer(result("file_a", "evt_0")));

        assertThat(rig.client.status().light()).isEqualTo(StatusLight.ORANGE);
    }

    @Test
    @Tag("3.16")
    void pollsThatFailAreRepeatedWithGrowingPausesOrWhenTheServerSays() {
        rig.subscribe("file", "file_a", this::record);
        polling().fail();
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(10_500));
        rig.transport.newestPoll().fail();
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(20_500));
        rig.transport.newestPoll().refuse(500, null);
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(40_500));
        rig.transport.newestPoll().answer("no JSON");
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(60_500));
        rig.transport.newestPoll().refuse(429, Duration.ofSeconds(75));
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofMillis(75_500));
        answered(rig.transport.newestPoll(), answer(result("file_a", "evt_0")));

        assertThat(waitForNextPoll()).isEqualTo(INTERVAL);
        assertThat(seen).hasSize(1);
    }

    @Test
    @Tag("3.1")
    void aPollThatIsNotAuthenticatedFetchesAnotherTokenOnce() {
        rig.subscribe("file", "file_a", this::record);
        polling().refuse(401, null);
        rig.world.pump();
        assertThat(asked).last().isEqualTo(Why.REFUSED);
        assertThat(rig.transport.newestPoll().poll.token()).isEqualTo("token_7");
        answered(rig.transport.newestPoll(), answer(result("file_a", "evt_0")));
        nextPoll().refuse(401, null);
        rig.world.pump();
        CompletionStage<Void> connected = rig.client.connect();
        rig.world.pump();
        rig.transport.newestPoll().refuse(401, null);
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(failureOf(connected).reason()).isEqualTo(Reason.AUTHENTICATION_FAILED);
        assertThat(rig.transport.newest().aborted || rig.transport.newest().closedWith != 0)
                .as("the attempt beside it ends too")
                .isTrue();
    }

    @Test
    @Tag("3.17")
    void aPollThatIsForbiddenIsTheEnd() {
        rig.subscribe("file", "file_a", this::record);
        polling().refuse(403, null);
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(rig.world.timers()).isZero();
    }

    @Test
    void aProbeThatIsRefusedForGoodEndsPollingToo() {
        rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        rig.client.connect();
        rig.world.pump();
        rig.transport.newest().serverCloses(4003, "");
        rig.world.pump();

        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(rig.world.timers()).isZero();
    }

    @Test
    @Tag("P5")
    void whatAPollRefusesIsRejectedOrRevoked() {
        rig.subscribe("file", "file_a", this::record);
        rig.subscribe("file", "file_b", this::record);
        answered(polling(), """
                {"results":[{"channel":"file","resource_id":"file_a","error":{"code":"not_found","message":""}},
                {"channel":"file","resource_id":"file_b","events":[],"last_event_id":"evt_0"}]}""");
        assertThat(seen).contains(new Rejected(new Channel("file", "file_a"), "insufficient_permissions", null));
        answered(nextPoll(), """
                {"results":[{"channel":"file","resource_id":"file_b","error":{"code":"temporarily_unavailable","message":""}}]}""");
        assertThat(rig.client.subscription(new Channel("file", "file_b"))).isPresent();
        answered(nextPoll(), """
                {"results":[{"channel":"file","resource_id":"file_b","error":{"code":"not_found","message":""}}]}""");

        assertThat(seen).last().isEqualTo(new Revoked(new Channel("file", "file_b"), "permissions_changed"));
        assertThat(rig.client.subscription(new Channel("file", "file_b"))).isEmpty();
    }

    @Test
    void aSubscriptionMadeWhilePollingIsAskedForSoonAndOneGivenUpNoMore() {
        ChannelHandle first = rig.subscribe("file", "file_a", this::record);
        answered(polling(), answer(result("file_a", "evt_0")));
        CompletionStage<Void> gone = first.unsubscribe();
        rig.subscribe("file", "file_b", this::record);
        rig.subscribe("file", "file_c", this::record);
        assertThat(waitForNextPoll()).isEqualTo(Duration.ofSeconds(1));

        assertThat(gone.toCompletableFuture()).isCompleted();
        assertThat(items(rig.transport.newestPoll()))
                .extracting(it -> it.get("resource_id").asText())
                .containsExactly("file_b", "file_c");
    }

    @Test
    void anAnswerForASubscriptionThatWasGivenUpMeanwhileIsNotForItsSuccessor() {
        ChannelHandle first = rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Polled poll = polling();
        first.unsubscribe();
        rig.subscribe("file", "file_a", this::record);
        rig.world.pump();
        answered(poll, answer(result("file_a", "evt_0")));

        assertThat(seen).isEmpty();
        assertThat(items(nextPoll()).get(0).has("since_event_id")).isFalse();
    }

    @Test
    void handlersThatAreBehindGetWhatFitsAndTheRestWhenTheyHaveCaughtUp() {
        ClientRig small =
                new ClientRig(it -> it.pollUrl(POLLS).limits(ClientLimits.DEFAULT.withBacklog(4, 1024 * 1024)));
        small.subscribe("file", "file_a", this::record);
        small.client.connect();
        small.world.pump();
        for (int i = 0; i < 5; i++) {
            small.transport.newest().unreachable();
            small.world.pump();
            if (i < 4) {
                small.nextSocket();
            }
        }
        small.transport.newestPoll().answer(answer(result("file_a", "evt_0")));
        small.world.advance(INTERVAL);
        String[] events = new String[8];
        for (int i = 0; i < 8; i++) {
            events[i] = event("file_a", "evt_" + (i + 1), "x.y", "{}");
        }
        small.transport.newestPoll().answer(answer(result("file_a", "evt_8", events)));
        small.world.pumpClient();
        int polls = small.transport.polls.size();
        small.world.pump();
        small.world.advance(Duration.ofSeconds(1));

        assertThat(small.transport.polls).as("at once when there is room").hasSize(polls + 1);
        JsonNode item = json(small.transport.newestPoll().poll.body()).at("/subscriptions/0/since_event_id");
        assertThat(item.asText()).isEqualTo("evt_4");
        assertThat(seen).filteredOn(String.class::isInstance).containsExactly("evt_1", "evt_2", "evt_3", "evt_4");
    }

    @Test
    void aChannelInWhichMuchHappensDoesNotKeepAnotherFromBeingHeard() {
        ClientRig small =
                new ClientRig(it -> it.pollUrl(POLLS).limits(ClientLimits.DEFAULT.withBacklog(4, 1024 * 1024)));
        small.subscribe("file", "file_a", this::record);
        small.client.connect();
        small.world.pump();
        for (int i = 0; i < 5; i++) {
            small.transport.newest().unreachable();
            small.world.pump();
            if (i < 4) {
                small.nextSocket();
            }
        }
        small.transport.newestPoll().answer(answer(result("file_a", "evt_0")));
        small.world.pump();
        small.subscribe("file", "file_b", this::record);
        small.world.advance(INTERVAL);
        String[] events = new String[8];
        for (int i = 0; i < 8; i++) {
            events[i] = event("file_a", "evt_" + (i + 1), "x.y", "{}");
        }
        small.transport.newestPoll().answer(answer(result("file_a", "evt_8", events), result("file_b", "evt_b")));
        small.world.advance(Duration.ofSeconds(1));

        assertThat(items(small.transport.newestPoll()))
                .extracting(it -> it.get("resource_id").asText())
                .as("whoever found no room is the first the next time")
                .containsExactly("file_b", "file_a");
        small.transport.newestPoll().answer(answer(result("file_b", "evt_b"), result("file_a", "evt_4")));
        small.world.advance(INTERVAL);
        assertThat(items(small.transport.newestPoll()))
                .extracting(it -> it.get("resource_id").asText())
                .containsExactly("file_a", "file_b");
    }

    @Test
    @Tag("P1")
    void aResetForWhichThereIsNoRoomBehindItsConfirmationIsAskedForAgain() {
        ClientRig small =
                new ClientRig(it -> it.pollUrl(POLLS).limits(ClientLimits.DEFAULT.withBacklog(1, 1024 * 1024)));
        small.client.subscribe("file", "file_a", SubscribeOptions.since("evt_old"), this::record);
        small.client.connect();
        small.world.pump();
        for (int i = 0; i < 5; i++) {
            small.transport.newest().unreachable();
            small.world.pump();
            if (i < 4) {
                small.nextSocket();
            }
        }
        String expired = """
                {"results":[{"channel":"file","resource_id":"file_a","events":[],"last_event_id":"evt_z9","reset":{"reason":"expired"}}]}""";
        small.transport.newestPoll().answer(expired);
        small.world.advance(Duration.ofSeconds(1));
        JsonNode item = json(small.transport.newestPoll().poll.body()).at("/subscriptions/0/since_event_id");
        small.transport.newestPoll().answer(expired);
        small.world.pump();

        assertThat(item.asText()).isEqualTo("evt_old");
        assertThat(seen).hasSize(2).last().isEqualTo("reset expired evt_z9");
    }

    @Test
    void disconnectAndCloseEndPolling() {
        rig.subscribe("file", "file_a", this::record);
        ScriptedTransport.Polled poll = polling();
        rig.client.disconnect();
        rig.world.pump();
        answered(poll, answer(result("file_a", "evt_0")));
        assertThat(poll.cancelled).isTrue();
        assertThat(seen).isEmpty();
        assertThat(rig.world.timers()).isZero();
        ScriptedTransport.Polled again = polling();
        CompletionStage<Void> closed = rig.client.closeAsync();
        rig.world.pump();
        answered(again, answer(result("file_a", "evt_0")));

        assertThat(closed.toCompletableFuture()).isCompleted();
        assertThat(seen).isEmpty();
        assertThat(rig.world.timers()).isZero();
    }

    @Test
    void anAddressThatCannotBePolledIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientRig(it -> it.pollUrl(URI.create("ws://localhost/"))))
                .withMessageContaining("scheme is ws")
                .withMessageContaining("http://");
    }
}
