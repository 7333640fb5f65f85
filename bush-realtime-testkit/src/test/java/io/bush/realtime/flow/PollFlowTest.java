package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static io.bush.realtime.flow.Polling.item;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.flow.Polling.Answer;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.polling.PollRequest.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is polled is what a socket would have got. */
@Tag("contract-3.16")
class PollFlowTest {

    private static final Channel SHARE = new Channel("share", "share_a");

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private final Polling polling = new Polling(world);

    @Test
    void withoutAPositionThereAreNoEventsButTheHead() {
        String newest = world.publish(FILE, "e.1");

        Answer answer = polling.poll("user_ann", FILE, null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().toString())
                .isEqualTo("{\"events\":[],\"last_event_id\":\"" + newest + "\",\"poll_after_ms\":10000}");
    }

    @Test
    void anEmptyChannelHasAPositionThatEventsFollow() {
        String head = polling.poll("user_ann", FILE, null).last();
        String first = world.publish(FILE, "e.1");

        Answer answer = polling.poll("user_ann", FILE, head);

        assertThat(answer.events()).containsExactly("e.1");
        assertThat(answer.last()).isEqualTo(first);
    }

    @Test
    @Tag("P1")
    void whatWasMissedComesOnceInOrderAndByteForByteAsOnASocket() {
        FlowWorld.Peer socket = world.connect("user_bob").subscribe(FILE);
        String since = world.publish(FILE, "e.0");
        List<String> ids = world.publishMany(FILE, 1, 5, Map.of("text", "ü\"\\"));

        Answer answer = polling.poll("user_ann", FILE, since);

        assertThat(answer.events()).containsExactly("e.1", "e.2", "e.3", "e.4", "e.5");
        assertThat(answer.last()).isEqualTo(ids.get(4));
        for (int i = 1; i <= 5; i++) {
            assertThat(answer.text()).contains(socket.only("e." + i).toString());
        }
        Answer again = polling.poll("user_ann", FILE, answer.last());
        assertThat(again.events()).isEmpty();
        assertThat(again.last()).isEqualTo(answer.last());
    }

    @Test
    @Tag("P12")
    void aClientThatChangesBetweenSocketAndPollingMissesNothingAndGetsNothingTwice() {
        FlowWorld.Peer socket = world.connect("user_ann").subscribe(FILE);
        String seen = world.publish(FILE, "e.1");
        socket.drop();
        world.publish(FILE, "e.2");
        Answer polled = polling.poll("user_ann", FILE, seen);
        world.publish(FILE, "e.3");
        FlowWorld.Peer again = world.connect("user_ann").subscribe(FILE, polled.last());
        world.publish(FILE, "e.4");

        assertThat(socket.names()).endsWith("e.1");
        assertThat(polled.events()).containsExactly("e.2");
        assertThat(again.names()).containsExactly("connection.established", "subscription.confirmed", "e.3", "e.4");
    }

    @Test
    void volatileEventsAreNotPolled() {
        String since = world.publish(FILE, "e.0");
        world.publish(Publication.of(FILE, "upload.progress", Map.of("file_id", "file_a"))
                .asVolatile("file_a"));
        world.publish(FILE, "e.1");

        assertThat(polling.poll("user_ann", FILE, since).events()).containsExactly("e.1");
    }

    @Test
    void whoIsExceptedGetsNothingButMovesOn() {
        String since = world.publish(FILE, "e.0");
        world.publish(Publication.of(FILE, "e.1", Map.of()).exceptUser("user_ann"));

        Answer ann = polling.poll("user_ann", FILE, since);
        Answer bob = polling.poll("user_bob", FILE, since);

        assertThat(ann.events()).isEmpty();
        assertThat(bob.events()).containsExactly("e.1");
        assertThat(ann.last()).isEqualTo(bob.last()).isNotEqualTo(since);
    }

    @Test
    @Tag("contract-3.3")
    void guestsGetTheirViewAndNothingThatHasNone() {
        String since = world.publish(SHARE, "e.0");
        world.publish(Publication.of(SHARE, "e.1", Map.of("secret", 1)).guestView(Map.of("open", 2)));
        world.publish(SHARE, "e.2", Map.of("secret", 3));

        Answer guest = polling.poll("guest:share_a", SHARE, since);
        Answer member = polling.poll("user_ann", SHARE, since);

        assertThat(guest.events()).containsExactly("e.1");
        assertThat(guest.text()).contains("\"open\":2").doesNotContain("secret");
        assertThat(member.events()).containsExactly("e.1", "e.2");
        assertThat(guest.last()).isEqualTo(member.last());
    }

    @Test
    void theServerSaysWhenToComeAgain() {
        Answer background = polling.poll("user_ann", new PollRequest.OfChannel(FILE, null, Activity.BACKGROUND));

        assertThat(background.json().get("poll_after_ms").asInt()).isEqualTo(60_000);
    }

    // ---- resets ----

    private void assertReset(Answer answer, Channel channel, String reason) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.reset()).isEqualTo(reason);
        assertThat(answer.events()).isEmpty();
        assertThat(answer.last())
                .isEqualTo(world.now(world.node.position(channel)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evt_", "x", "evt_zzz", "null"})
    @Tag("P2")
    void whatIsNoPositionIsReset(String malformed) {
        world.publish(FILE, "e.0");
        assertReset(polling.poll("user_ann", FILE, malformed), FILE, "malformed");
    }

    @Test
    @Tag("P2")
    void everyOtherResetHasTheReasonASocketWouldHear() {
        String foreign = world.publish(OTHER_FILE, "e.1");
        Position known = Position.parse(FILE, world.publish(FILE, "e.1"));
        world.publish(FILE, "e.2");
        String elsewhere = new Position(Position.epoch(1, 2), 1, "00000001").eventId(FILE);
        String future = new Position(known.epoch(), known.offset() + 9, known.tag()).eventId(FILE);
        String forked = new Position(known.epoch(), known.offset(), "ffffffff").eventId(FILE);

        assertReset(polling.poll("user_ann", FILE, foreign), FILE, "malformed");
        assertReset(polling.poll("user_ann", FILE, elsewhere), FILE, "epoch_changed");
        assertReset(polling.poll("user_ann", FILE, future), FILE, "ahead");
        assertReset(polling.poll("user_ann", FILE, forked), FILE, "diverged");
        assertThat(world.node.stats().events().resets()).isEqualTo(4);
    }

    @Test
    @Tag("contract-3.14")
    void oneThousandEventsAreWholeAndOneMoreIsExpired() {
        String since = world.publish(FILE, "e.0");
        String next = world.publish(FILE, "e.1");
        world.publishMany(FILE, 2, 1_001, Map.of());

        assertThat(polling.poll("user_ann", FILE, next).events()).hasSize(1_000).endsWith("e.1001");
        assertReset(polling.poll("user_ann", FILE, since), FILE, "expired");
    }

    @Test
    @Tag("contract-3.14")
    void moreThanOneMebibyteIsTooLarge() {
        String since = world.publish(FILE, "e.0");
        world.publishMany(FILE, 1, 18, Map.of("x", "y".repeat(60_000)));

        assertReset(polling.poll("user_ann", FILE, since), FILE, "replay_too_large");
    }

    @Test
    @Tag("P1")
    void aQuietChannelThatIsPolledIsNeverReset() {
        String last = world.publish(FILE, "e.0");
        for (int day = 0; day < 9; day++) {
            world.advance(Duration.ofDays(1));
            Answer answer = polling.poll("user_ann", FILE, last);
            assertThat(answer.json().has("reset")).isFalse();
            assertThat(answer.last()).isEqualTo(last);
        }
    }

    // ---- many ----

    @Test
    void manyChannelsAreAnsweredInOrderWithOneQuestionAboutAccess() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "comment.created");
        world.publish(FILE, "version.created");
        String other = world.publish(OTHER_FILE, "e.1");
        String filtered = item(FILE, since).replace("}", ",'events':['comment.*']}");

        Answer answer = polling.many(
                "user_ann", "{'subscriptions':[" + item(OTHER_FILE, null) + "," + filtered + "],'more':1}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("poll_after_ms").asInt()).isEqualTo(10_000);
        assertThat(answer.result(0).toString())
                .isEqualTo("{\"channel\":\"file\",\"resource_id\":\"file_b\",\"events\":[],\"last_event_id\":\"" + other
                        + "\"}");
        assertThat(Polling.names(answer.result(1))).containsExactly("comment.created");
        assertThat(answer.result(1).get("last_event_id").asText())
                .isEqualTo(world.now(world.node.position(FILE)).orElseThrow());
    }

    @Test
    void eachChannelHasItsOwnReset() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");

        Answer answer = polling.many(
                "user_ann", "{'subscriptions':[" + item(OTHER_FILE, "nonsense") + "," + item(FILE, since) + "]}");

        assertThat(answer.result(0).at("/reset/reason").asText()).isEqualTo("malformed");
        assertThat(Polling.names(answer.result(1))).containsExactly("e.1");
    }

    @Test
    @Tag("P9")
    void whatDoesNotFitIntoOneAnswerComesWithTheNextAndIsNotReset() {
        List<Channel> channels = new ArrayList<>();
        List<String> at = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Channel channel = new Channel("file", "file_" + i);
            channels.add(channel);
            at.add(world.publish(channel, "e.0"));
            world.publishMany(channel, 1, 600, Map.of());
        }
        List<Integer> perAnswer = new ArrayList<>();
        int total = 0;
        while (total < 2_400) {
            List<String> items = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                items.add(item(channels.get(i), at.get(i)));
            }
            Answer answer = polling.many("user_ann", "{'subscriptions':[" + String.join(",", items) + "]}");
            int events = 0;
            for (int i = 0; i < 4; i++) {
                JsonNode result = answer.result(i);
                assertThat(result.has("reset")).isFalse();
                events += result.get("events").size();
                at.set(i, result.get("last_event_id").asText());
            }
            perAnswer.add(events);
            total += events;
            assertThat(answer.json().get("poll_after_ms").asInt()).isEqualTo(total < 2_400 ? 1_000 : 10_000);
        }

        assertThat(perAnswer).containsExactly(1_200, 1_200);
    }

    @Test
    @Tag("P9")
    void namesThatAreWrongAreRefusedOneByOne() {
        Answer answer = polling.many(
                "user_ann",
                "{'subscriptions':[" + item(FILE, null) + "," + item(FILE, null) + ","
                        + item(new Channel("file", "nonsense"), null) + "," + item(new Channel("moon", "moon_1"), null)
                        + "," + item(new Channel("file", "\\u00fc".repeat(300)), null) + "]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.result(0).has("error")).isFalse();
        assertThat(answer.result(1).at("/error/code").asText()).isEqualTo("duplicate");
        assertThat(answer.result(2).at("/error/code").asText()).isEqualTo("invalid_resource_id");
        assertThat(answer.result(3).at("/error/code").asText()).isEqualTo("unknown_channel");
        assertThat(answer.result(4).get("resource_id").asText()).isEqualTo("ü".repeat(128));
    }
}
