package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static io.bush.realtime.flow.FlowWorld.OTHER_FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.Position;
import io.bush.realtime.channel.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("P2")
class ReplayFlowTest {

    private static final Channel SHORT = new Channel("short", "short_a");

    @RegisterExtension
    final FlowWorld world = new FlowWorld(builder -> builder.channelType(ChannelType.withPrefix("short", "short")
            .withRetention(new Retention(1_000, Duration.ofHours(1), Duration.ofHours(2)))));

    private void assertReset(FlowWorld.Peer peer, String reason) {
        assertThat(peer.names())
                .containsExactly("connection.established", "subscription.confirmed", "subscription.reset");
        assertThat(peer.reason("subscription.reset")).isEqualTo(reason);
        assertThat(peer.only("subscription.confirmed").has("recovered")).isFalse();
        assertThat(peer.only("subscription.confirmed").get("last_event_id"))
                .isEqualTo(peer.only("subscription.reset").get("last_event_id"));
        assertThat(peer.only("subscription.reset").get("last_event_id").asText())
                .isEqualTo(world.now(world.node.position(FILE)).orElseThrow());
        world.publish(FILE, "e.afterwards");
        assertThat(peer.frames("e.afterwards")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "evt_", "null", "evt_zzzz", "last", "evt_\\u0000", "\\u4e00"})
    void whatIsNoPositionIsMalformed(String since) {
        assertReset(world.connect("user_ann").subscribe(FILE, since), "malformed");
    }

    @Test
    void anotherChannelsPositionIsMalformed() {
        String foreign = world.publish(OTHER_FILE, "e.1");
        assertReset(world.connect("user_ann").subscribe(FILE, foreign), "malformed");
    }

    @Test
    void aPositionOfAnotherEpochIsAnotherEpoch() {
        world.publish(FILE, "e.1");
        String foreign = new Position(Position.epoch(1, 2), 1, "00000001").eventId(FILE);
        assertReset(world.connect("user_ann").subscribe(FILE, foreign), "epoch_changed");
    }

    @Test
    void aPositionAheadOfTheHeadIsAhead() {
        Position known = Position.parse(FILE, world.publish(FILE, "e.1"));
        String future = new Position(known.epoch(), known.offset() + 5, known.tag()).eventId(FILE);
        assertReset(world.connect("user_ann").subscribe(FILE, future), "ahead");
    }

    @Test
    void aPositionWithAnotherTagHasDiverged() {
        Position known = Position.parse(FILE, world.publish(FILE, "e.1"));
        world.publish(FILE, "e.2");
        String other = new Position(known.epoch(), known.offset(), "ffffffff").eventId(FILE);
        assertReset(world.connect("user_ann").subscribe(FILE, other), "diverged");
    }

    @Test
    @Tag("contract-3.14")
    void oneThousandEventsAreReplayedWhole() {
        String since = world.publish(FILE, "e.0");
        world.publishMany(FILE, 1, 1_000, Map.of());
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since);

        assertThat(peer.only("subscription.confirmed").get("replayed").asInt()).isEqualTo(1_000);
        assertThat(peer.names()).hasSize(1_002).endsWith("e.999", "e.1000");
    }

    @Test
    @Tag("contract-3.14")
    void ofOneThousandAndOneEventsTheFirstHasLeftTheLog() {
        String since = world.publish(FILE, "e.0");
        world.publishMany(FILE, 1, 1_001, Map.of());
        assertReset(world.connect("user_ann").subscribe(FILE, since), "expired");
    }

    @Test
    @Tag("contract-3.14")
    void moreThanOneMebibyteIsTooLarge() {
        String since = world.publish(FILE, "e.0");
        world.publishMany(FILE, 1, 18, Map.of("x", "y".repeat(60_000)));
        assertReset(world.connect("user_ann").subscribe(FILE, since), "replay_too_large");
    }

    @Test
    @Tag("contract-3.14")
    void oneMebibyteIsNot() {
        String since = world.publish(FILE, "e.0");
        world.publishMany(FILE, 1, 17, Map.of("x", "y".repeat(60_000)));
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, since);

        assertThat(peer.only("subscription.confirmed").get("replayed").asInt()).isEqualTo(17);
    }

    @Test
    @Tag("contract-3.7")
    void anEventIsReplayedForAnHour() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "e.1");
        world.advance(Duration.ofMinutes(59));
        FlowWorld.Peer inTime = world.connect("user_ann").subscribe(FILE, since);
        assertThat(inTime.names()).containsExactly("connection.established", "subscription.confirmed", "e.1");
        world.seconds(120);

        assertReset(world.connect("user_bob").subscribe(FILE, since), "expired");
    }

    @Test
    @Tag("P1")
    void aQuietChannelIsNeverReset() {
        String last = world.publish(FILE, "e.0");
        world.advance(Duration.ofHours(30));
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, last);
        world.publish(FILE, "e.1");

        assertThat(peer.names()).containsExactly("connection.established", "subscription.confirmed", "e.1");
        assertThat(peer.only("subscription.confirmed").get("recovered").asBoolean())
                .isTrue();
    }

    @Test
    @Tag("P1")
    void whoeverFilteredEverythingOutIsNeverReset() {
        FlowWorld.Peer peer = world.connect("user_ann").filtered().subscribeWith(FILE, ",'events':['comment.*']");
        world.publishMany(FILE, 1, 1_150, Map.of());
        String told = peer.frames("subscription.position")
                .get(peer.frames("subscription.position").size() - 1)
                .get("last_event_id")
                .asText();
        peer.drop();
        FlowWorld.Peer again = world.connect("user_ann")
                .filtered()
                .subscribeWith(FILE, ",'events':['comment.*'],'since_event_id':'" + told + "'");

        assertThat(again.names()).containsExactly("connection.established", "subscription.confirmed");
        assertThat(again.only("subscription.confirmed").get("replayed").asInt()).isZero();
    }

    @Test
    void aReplayIsFilteredToo() {
        String since = world.publish(FILE, "e.0");
        world.publish(FILE, "comment.created");
        world.publish(FILE, "version.created");
        world.publish(FILE, "comment.deleted");
        FlowWorld.Peer peer = world.connect("user_ann")
                .filtered()
                .subscribeWith(FILE, ",'events':['comment.*'],'since_event_id':'" + since + "'");

        assertThat(peer.names())
                .containsExactly(
                        "connection.established", "subscription.confirmed", "comment.created", "comment.deleted");
        assertThat(peer.only("subscription.confirmed").get("replayed").asInt()).isEqualTo(2);
    }

    @Test
    void theHeadOutlivesTheLogButNotForEver() {
        String last = world.publish(FILE, "e.0");
        world.advance(Duration.ofDays(8));
        assertReset(world.connect("user_ann").subscribe(FILE, last), "epoch_changed");
    }

    @Test
    @Tag("contract-3.7")
    void aSubscribedChannelKeepsItsHead() {
        world.connect("user_bob").subscribe(SHORT);
        String last = world.publish(SHORT, "e.0");
        world.seconds(3 * 3_600);
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(SHORT, last);

        assertThat(peer.only("subscription.confirmed").get("recovered").asBoolean())
                .isTrue();
    }

    @Test
    @Tag("contract-3.18")
    void aPositionReadBeforeTheDatabaseJoinsTheSnapshot() {
        world.publish(FILE, "e.0");
        String position = world.now(world.node.position(FILE)).orElseThrow();
        world.publish(FILE, "e.1");
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE, position);

        assertThat(peer.names()).containsExactly("connection.established", "subscription.confirmed", "e.1");
        assertThat(peer.only("subscription.confirmed").get("last_event_id").asText())
                .isEqualTo(position);
    }

    @Test
    @Tag("contract-3.18")
    void thereIsNoPositionInAnOutage() {
        world.backplane.heads = ScriptedBackplane.Answers.FAILING;
        assertThat(world.now(world.node.position(FILE))).isEmpty();
    }

    @Test
    @Tag("contract-3.7")
    void idsSortAsTheyWerePublished() {
        List<String> ids = world.publishMany(SHORT, 1, 300, Map.of());
        world.advance(Duration.ofHours(3));
        ids.addAll(world.publishMany(SHORT, 1, 20, Map.of()));

        assertThat(ids).isSorted().doesNotHaveDuplicates().allMatch(id -> id.matches("evt_[!-~]{1,60}"));
    }
}
