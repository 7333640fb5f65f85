package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.CatalogPublisher;
import io.bush.realtime.EventPublisher;
import io.bush.realtime.Publication;
import io.bush.realtime.PublishOptions;
import io.bush.realtime.PublishResult;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.CatalogPayload.CommentDeleted;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.flow.ScriptedBackplane.Answers;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever publishes without a node is one more publisher, and delivers to nobody itself. */
@Tag("P4")
class PublisherFlowTest {

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes();

    private final FlowWorld here = nodes.here;
    private final FlowWorld there = nodes.there;
    private final ScriptedBackplane wires = new ScriptedBackplane(nodes.memory);
    private final EventPublisher publisher = publisher(wires.create(here.world.runtime()));

    private EventPublisher publisher(Backplane backplane) {
        return EventPublisher.over(
                backplane.eventLog(),
                backplane.bus(),
                ChannelTypes.defaults(),
                new ObjectMapper(),
                here.world.runtime().clock());
    }

    private PublishResult publish(Publication publication) {
        return here.now(publisher.publish(publication));
    }

    @Test
    @Tag("P1")
    void everyNodeHearsWhatComesFromNodesAndPublishersInOneOrder() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        for (int i = 0; i < 30; i += 3) {
            here.publish(FILE, "e." + i);
            assertThat(publish(Publication.of(FILE, "e." + (i + 1), 1))).isInstanceOf(PublishResult.Durable.class);
            there.publish(FILE, "e." + (i + 2));
        }
        assertThat(publish(Publication.of(FILE, "v.one", 1).asVolatile(null))).isEqualTo(new PublishResult.Volatile());

        assertThat(ann.names().stream().skip(2).toList())
                .isEqualTo(Stream.concat(IntStream.range(0, 30).mapToObj(i -> "e." + i), Stream.of("v.one"))
                        .toList());
        assertThat(bob.names()).isEqualTo(ann.names());
        assertThat(ann.frames("subscription.reset")).isEmpty();
    }

    @Test
    void aRetryOnANodeUnderTheSameKeyIsTheSameEvent() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        Publication event = Publication.of(FILE, "e.1", 1).idempotencyKey("row-1");
        wires.appending = Answers.REPLY_LOST;
        assertThat(publish(event)).isInstanceOf(PublishResult.Unknown.class);
        PublishResult again = there.publish(event);
        wires.heal();

        assertThat(publish(event)).isEqualTo(again).isInstanceOf(PublishResult.Durable.class);
        assertThat(ann.frames("e.1")).hasSize(1);
    }

    @Test
    @Tag("P10")
    void whatWasCertainlyNotSentIsRejectedAndNobodyGetsIt() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        wires.cut();

        assertThat(List.of(
                        publish(Publication.of(FILE, "e.1", 1)),
                        publish(Publication.of(FILE, "v.1", 1).asVolatile(null))))
                .allSatisfy(result -> assertThat(result)
                        .isInstanceOfSatisfying(
                                PublishResult.Rejected.class,
                                rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.UNAVAILABLE)));
        assertThat(ann.names()).endsWith("subscription.confirmed");
    }

    @Test
    void theChecksAndLimitsAreThoseOfANode() {
        assertThat(publish(Publication.of(FILE, "e.1", Map.of("x", "y".repeat(65_536)))))
                .isEqualTo(here.publish(Publication.of(FILE, "e.1", Map.of("x", "y".repeat(65_536)))))
                .isInstanceOfSatisfying(
                        PublishResult.Rejected.class,
                        rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.TOO_LARGE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher.publish(Publication.of(new Channel("brief", "brief_1"), "e.1", 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> publisher.publish(Publication.of(new Channel("file", "brief_1"), "e.1", 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> publisher.publish(Publication.of(FILE, "E 1", 1)));
    }

    @Test
    @Tag("contract-4")
    void theCatalogueIsPublishedThroughItWithItsOptions() {
        FlowWorld.Peer ann = here.connect("user_ann").subscribe(FILE);
        FlowWorld.Peer bob = there.connect("user_bob").subscribe(FILE);
        CatalogPublisher catalog = new CatalogPublisher(publisher)
                .with(PublishOptions.by("user_job").withExceptConnection(ann.connectionId()));
        Map<Channel, PublishResult> results =
                here.now(catalog.commentDeleted("file_a", List.of(), new CommentDeleted("comment_1")));

        assertThat(results).containsOnlyKeys(FILE);
        assertThat(ann.frames("comment.deleted")).isEmpty();
        assertThat(bob.only("comment.deleted").get("user_id").asText()).isEqualTo("user_job");
    }
}
