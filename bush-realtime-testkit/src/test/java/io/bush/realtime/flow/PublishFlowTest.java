package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.EventType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("P4")
class PublishFlowTest {

    /** Data of no known shape. */
    record Text(String text) {}

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static Publication file(String event, Object data) {
        return Publication.of(FILE, event, data);
    }

    @Test
    void anEventCarriesWhatTheContractSays() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        PublishResult result =
                world.publish(file("comment.created", new Text("hi")).by("user_bob"));
        JsonNode frame = ann.only("comment.created");

        assertThat(frame.toString())
                .isEqualTo(
                        "{\"channel\":\"file\",\"resource_id\":\"file_a\",\"event\":\"comment.created\",\"event_id\":\""
                                + ((PublishResult.Durable) result).eventId()
                                + "\",\"timestamp\":\"2026-01-15T10:30:00.000Z\",\"data\":{\"text\":\"hi\"},\"user_id\":\"user_bob\"}");
    }

    @Test
    void aKeyMakesOneEventOfManyPublishesForFiveMinutes() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        PublishResult first = world.publish(file("e.one", 1).idempotencyKey("row:7"));
        world.seconds(290);
        PublishResult again = world.publish(file("e.one", 1).idempotencyKey("row:7"));
        assertThat(again).isEqualTo(first);
        world.seconds(301);
        PublishResult later = world.publish(file("e.one", 1).idempotencyKey("row:7"));

        assertThat(later).isNotEqualTo(first);
        assertThat(ann.frames("e.one")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\n", "{a}", "\u0430"})
    void aMalformedKeyIsRefusedAtOnce(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> file("e.one", 1).idempotencyKey(key))
                .withMessageContaining("idempotency key");
    }

    @Test
    @Tag("contract-2")
    void theAuthorGetsItsOwnEventUnlessExcepted() {
        FlowWorld.Peer one = world.connect("user_ann").filtered().subscribe(FILE);
        FlowWorld.Peer two = world.connect("user_ann").filtered().subscribe(FILE);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
        world.publish(file("e.all", 1).by("user_ann"));
        world.publish(file("e.two", 1).exceptConnection(one.connectionId()));
        world.publish(file("e.bob", 1).exceptUser("user_ann"));

        assertThat(one.names()).endsWith("subscription.confirmed", "e.all");
        assertThat(two.names()).endsWith("subscription.confirmed", "e.all", "e.two");
        assertThat(bob.names()).endsWith("subscription.confirmed", "e.all", "e.two", "e.bob");
    }

    @Test
    @Tag("P2")
    void anExceptedEventIsNotReplayedEither() {
        String since = world.publish(FILE, "e.0");
        world.publish(file("e.bob", 1).exceptUser("user_ann"));
        FlowWorld.Peer ann = world.connect("user_ann").filtered().subscribe(FILE, since);

        assertThat(ann.names()).containsExactly("connection.established", "subscription.confirmed");
        assertThat(ann.only("subscription.confirmed").get("replayed").asInt()).isZero();
    }

    @Test
    @Tag("contract-3.3")
    void guestsSeeTheirOwnViewOrNothing() {
        FlowWorld.Peer guest = world.connect("guest:share_a").filtered().subscribe(FILE);
        FlowWorld.Peer member = world.connect("user_ann").subscribe(FILE);
        world.publish(file("e.hidden", Map.of("secret", 1)));
        world.publish(file("e.shown", Map.of("secret", 1)).guestView(Map.of("public", 2)));
        EventType<Text> type = EventType.durable("e.typed", Text.class).withGuestView(text -> Map.of("length", 2));
        world.now(world.node.publish(FILE, type, new Text("hi")));

        assertThat(guest.names())
                .containsExactly("connection.established", "subscription.confirmed", "e.shown", "e.typed");
        assertThat(guest.only("e.shown").get("data").toString()).isEqualTo("{\"public\":2}");
        assertThat(guest.only("e.typed").get("data").toString()).isEqualTo("{\"length\":2}");
        assertThat(member.only("e.shown").get("data").toString()).isEqualTo("{\"secret\":1}");
        assertThat(member.only("e.hidden").get("data").toString()).isEqualTo("{\"secret\":1}");
    }

    @Test
    @Tag("contract-3.8")
    void aVolatileEventHasNoIdAndIsNotReplayed() {
        String since = world.publish(FILE, "e.0");
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        assertThat(world.publish(file("upload.progress", 1).asVolatile("k")))
                .isInstanceOf(PublishResult.Volatile.class);
        FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE, since);

        assertThat(ann.only("upload.progress").has("event_id")).isFalse();
        assertThat(bob.frames("upload.progress")).isEmpty();
    }

    /** The size of the frame of an event with so many characters of data. */
    private int frameBytes(FlowWorld.Peer peer, String event) {
        return peer.only(event).toString().getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void anEncodedEventHasAtMostSixtyFourKibibytes() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.publish(file("e.size", new Text("x".repeat(65_000))).by("user_bob"));
        int free = 65_536 - frameBytes(ann, "e.size");
        PublishResult fits = world.publish(
                file("e.fits", new Text("x".repeat(65_000 + free))).by("user_bob"));
        PublishResult above = world.publish(
                file("e.more", new Text("x".repeat(65_001 + free))).by("user_bob"));

        assertThat(fits).isInstanceOf(PublishResult.Durable.class);
        assertThat(frameBytes(ann, "e.fits")).isEqualTo(65_536);
        assertThat(above)
                .isInstanceOfSatisfying(
                        PublishResult.Rejected.class,
                        rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.TOO_LARGE));
        assertThat(ann.frames("e.more")).isEmpty();
    }

    @Test
    void theGuestViewIsMeasuredToo() {
        PublishResult result = world.publish(file("e.one", 1).guestView("x".repeat(70_000)));

        assertThat(result).isInstanceOf(PublishResult.Rejected.class);
        assertThat(world.events.calls("published").get(0).arguments().get(2)).isEqualTo("rejected");
    }

    /** Data that holds itself. */
    private static Map<String, Object> cyclic() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("self", map);
        return map;
    }

    /** Data whose getter fails. */
    public static final class Broken {

        private final List<String> texts = List.of();

        public String getText() {
            return texts.get(0);
        }
    }

    @Test
    void dataThatCannotBeWrittenAreTheCallersMistakeAtOnce() {
        for (Object data : List.of(new Object(), cyclic(), new Broken())) {
            assertThatIllegalArgumentException().isThrownBy(() -> world.node.publish(file("e.one", data)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> world.node.publish(file("e.one", 1).guestView(data)));
        }
        assertThat(world.events.calls("published")).isEmpty();
    }

    @Test
    void anUnknownChannelOrMalformedNameIsTheCallersMistakeAtOnce() {
        List<Publication> mistakes = new ArrayList<>();
        mistakes.add(Publication.of(new Channel("planet", "planet_a"), "e.one", 1));
        mistakes.add(Publication.of(new Channel("file", "file_a\n"), "e.one", 1));
        mistakes.add(Publication.of(new Channel("file", "proj_a"), "e.one", 1));
        mistakes.add(file("", 1));
        mistakes.add(file("E.One", 1));
        mistakes.add(file("e..one", 1));
        mistakes.add(file("e.one\n", 1));
        for (Publication mistake : mistakes) {
            assertThatIllegalArgumentException().isThrownBy(() -> world.node.publish(mistake));
        }
    }

    @Test
    void nullIsData() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.publish(Publication.of(FILE, "e.one", null));

        assertThat(ann.only("e.one").get("data").isNull()).isTrue();
    }

    @Test
    void aLostReplyIsUnknownAndDeliversNothingByItself() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.backplane.appending = ScriptedBackplane.Answers.FAILING;

        assertThat(world.publish(file("e.one", 1))).isInstanceOf(PublishResult.Unknown.class);
        assertThat(ann.frames("e.one")).isEmpty();
    }

    @Test
    void aClosedNodeRefuses() {
        world.close();

        assertThat(world.publish(file("e.one", 1)))
                .isInstanceOfSatisfying(
                        PublishResult.Rejected.class,
                        rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.CLOSED));
    }

    @Test
    @Tag("contract-4")
    void anEventCanBeSentToAUsersOwnChannel() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(new Channel("user", "user_ann"));
        world.now(world.node.sendToUser(
                "user_ann", EventType.durable("notification.created", Text.class), new Text("hi")));

        assertThat(ann.only("notification.created").at("/data/text").asText()).isEqualTo("hi");
    }
}
