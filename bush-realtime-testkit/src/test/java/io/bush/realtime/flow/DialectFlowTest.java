package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.Publication;
import io.bush.realtime.auth.Authentication;
import io.bush.realtime.auth.Grant;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.EventPatterns;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.BushDialect;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.ErrorCode;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("contract-3.19")
class DialectFlowTest {

    private static final Channel FILE = new Channel("file", "file_a");

    /** The canonical dialect with everything a dialect may do otherwise, and a count of what it encodes. */
    private static final class OtherDialect implements Dialect {

        private final BushDialect bush = new BushDialect();
        final AtomicInteger events = new AtomicInteger();
        /** Who was met, and who was told that they are connected, in this order. */
        final List<String> beginnings = new ArrayList<>();
        /** Whether it has something of its own that does not work. */
        boolean broken;

        @Override
        public String name() {
            return "other";
        }

        @Override
        public ClientMessage decode(String text) throws InvalidMessageException {
            return bush.decode(text);
        }

        @Override
        public Frame encode(ServerMessage message) {
            if (message instanceof ServerMessage.ConnectionEstablished established) {
                beginnings.add("told " + established.user().id());
            }
            return bush.encode(message);
        }

        @Override
        public @Nullable Frame encode(Event event, ViewClass view) {
            events.incrementAndGet();
            return bush.encode(event, view);
        }

        @Override
        public PresenceForm presence() {
            return PresenceForm.WHOLE;
        }

        @Override
        public Client meet(Principal who) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            beginnings.add("met " + who.id());
            return new Client() {

                private int pings;

                @Override
                public List<ClientMessage> wishes() {
                    ClientMessage.Subscribe.Item own =
                            new ClientMessage.Subscribe.Item(new Channel("user", who.id()), null, EventPatterns.ALL);
                    return List.of(new ClientMessage.Subscribe("own", List.of(own)));
                }

                @Override
                public CallTurn callTurn() {
                    return CallTurn.AFTER_SUBSCRIBES;
                }

                @Override
                public ClientMessage meaning(ClientMessage said) throws InvalidMessageException {
                    if (said instanceof ClientMessage.Ping && ++pings > 1) {
                        throw new InvalidMessageException(ErrorCode.NOT_SUPPORTED, "once is enough", "p", "ping", -1);
                    }
                    return said;
                }
            };
        }
    }

    @Test
    void whatADialectWishesIsSubscribedAsSoonAsTheClientIsKnown() {
        try (FlowWorld world = new FlowWorld()) {
            FlowWorld.Peer peer = world.connect(new OtherDialect(), "user_ann");
            world.publish(new Channel("user", "user_ann"), "notification.created", Map.of());

            assertThat(peer.names())
                    .containsExactly("connection.established", "subscription.confirmed", "notification.created");
            assertThat(peer.only("subscription.confirmed").get("ref").asText()).isEqualTo("own");
        }
    }

    @Test
    @Tag("P1")
    void aDialectMeetsAClientBeforeTheClientKnowsThatItIsConnected() {
        try (FlowWorld world = new FlowWorld()) {
            OtherDialect other = new OtherDialect();
            world.connect(other, "user_ann");

            // Otherwise a position that is read then could be one of after what the client has already missed.
            assertThat(other.beginnings).containsExactly("met user_ann", "told user_ann");
        }
    }

    @Test
    void aDialectThatCannotMeetAClientEndsTheConnection() {
        try (FlowWorld world = new FlowWorld()) {
            OtherDialect other = new OtherDialect();
            other.broken = true;
            world.failuresExpected = true;
            FlowWorld.Peer peer = world.connect(other, "user_ann");

            assertThat(peer.names()).isEmpty();
            assertThat(peer.transport.closeCode()).hasValue(1011);
            assertThat(world.heard("failed").get(0)).isEqualTo("Dialect.meet");
        }
    }

    @Test
    @Tag("P5")
    void aWishIsAuthorizedLikeAnySubscribe() {
        try (FlowWorld world = new FlowWorld()) {
            world.access = (principal, channel) -> FlowWorld.denied();
            FlowWorld.Peer peer = world.connect(new OtherDialect(), "user_ann");
            world.publish(new Channel("user", "user_ann"), "notification.created", Map.of());

            assertThat(peer.names()).containsExactly("connection.established", "subscription.rejected");
        }
    }

    @Test
    void whatAClientSaysIsUnderstoodWithWhatItSaidBefore() {
        try (FlowWorld world = new FlowWorld()) {
            FlowWorld.Peer peer = world.connect(new OtherDialect(), "user_ann").clear();
            peer.send("{'action':'ping'}").send("{'action':'ping'}");

            assertThat(peer.names()).containsExactly("pong", "error");
            assertThat(peer.error()).isEqualTo("not_supported");
        }
    }

    @Test
    void aCallIsDoneWhenEverySubscribeBeforeItIsAnswered() {
        try (FlowWorld world = new FlowWorld()) {
            CompletableFuture<@Nullable Grant> one = FlowWorld.never();
            CompletableFuture<@Nullable Grant> two = FlowWorld.never();
            world.access = (principal, channel) -> channel.equals(FILE)
                    ? one
                    : channel.equals(FlowWorld.OTHER_FILE)
                            ? two
                            : CompletableFuture.completedFuture(Grant.allow("all"));
            FlowWorld.Peer other = world.connect(new OtherDialect(), "user_ann").clear();
            FlowWorld.Peer bush = world.connect("user_bob").clear();
            String call = "{'action':'call','ref':'c','method':'none','params':{}}";
            for (FlowWorld.Peer peer : new FlowWorld.Peer[] {other, bush}) {
                peer.subscribe(FILE).subscribe(FlowWorld.OTHER_FILE).send(call);
            }
            assertThat(bush.error()).isEqualTo("unknown_method");
            two.complete(Grant.allow("all"));
            world.world.settle();
            assertThat(other.names()).containsExactly("subscription.confirmed");
            one.complete(Grant.DENIED);
            world.world.settle();

            assertThat(other.names()).containsExactly("subscription.confirmed", "subscription.rejected", "error");
            assertThat(other.error()).isEqualTo("unknown_method");
        }
    }

    @Test
    void callsThatWaitKeepTheirOrderWhicheverChannelIsAnsweredFirst() {
        try (FlowWorld world = new FlowWorld()) {
            List<CompletableFuture<@Nullable Grant>> asked = new ArrayList<>();
            world.access = (principal, channel) -> {
                if (channel.type().equals("user")) {
                    return CompletableFuture.completedFuture(Grant.allow("all"));
                }
                asked.add(FlowWorld.never());
                return asked.get(asked.size() - 1);
            };
            FlowWorld.Peer peer = world.connect(new OtherDialect(), "user_ann").subscribe(FILE);
            asked.get(0).complete(Grant.allow("all"));
            peer.subscribe(FlowWorld.OTHER_FILE).send(call("one"));
            // The channel that was asked for first is asked for again, behind the first call.
            peer.subscribe(FILE).send(call("two"));
            peer.clear();
            asked.get(1).complete(Grant.allow("all"));
            world.world.settle();
            assertThat(peer.names()).containsExactly("subscription.confirmed", "error");
            asked.get(2).complete(Grant.allow("all"));
            world.world.settle();

            assertThat(peer.frames("error"))
                    .extracting(frame -> frame.get("ref").asText())
                    .containsExactly("one", "two");
        }
    }

    @Test
    void onlySoManyCallsWaitAndNoneOvertakesThem() {
        try (FlowWorld world = new FlowWorld()) {
            CompletableFuture<@Nullable Grant> asked = FlowWorld.never();
            world.access = (principal, channel) ->
                    channel.type().equals("user") ? CompletableFuture.completedFuture(Grant.allow("all")) : asked;
            FlowWorld.Peer peer = world.connect(new OtherDialect(), "user_ann").subscribe(FILE);
            peer.clear();
            for (int i = 0; i < 33; i++) {
                peer.send(call("c" + i));
            }
            assertThat(peer.error()).isEqualTo("too_many_pending");
            assertThat(peer.only("error").get("ref").asText()).isEqualTo("c32");
            peer.clear();
            asked.complete(Grant.DENIED);
            world.world.settle();

            assertThat(peer.frames("error"))
                    .hasSize(32)
                    .first()
                    .satisfies(frame -> assertThat(frame.get("ref").asText()).isEqualTo("c0"));
        }
    }

    private static String call(String ref) {
        return "{'action':'call','ref':'" + ref + "','method':'none','params':{}}";
    }

    @Test
    void aFrameBeforeTheTokenIsJudgedIsUnderstoodOnceTheClientIsKnown() {
        try (FlowWorld world = new FlowWorld()) {
            var asked = FlowWorld.<Authentication>never();
            world.tokens = credentials -> asked;
            FlowWorld.Peer peer = world.connect(new OtherDialect(), "user_ann")
                    .send("{'action':'ping'}")
                    .send("{'action':'ping'}");
            assertThat(peer.names()).isEmpty();
            asked.complete(FlowWorld.read("user_ann"));
            world.world.settle();

            assertThat(peer.names())
                    .containsExactlyInAnyOrder("connection.established", "subscription.confirmed", "pong", "error");
        }
    }

    @Test
    void anEventIsEncodedOnceForEachDialectWhateverTheNumberOfSubscribers() {
        try (FlowWorld world = new FlowWorld()) {
            OtherDialect other = new OtherDialect();
            for (int i = 0; i < 5; i++) {
                world.connect(other, "user_" + i).subscribe(FILE);
                world.connect("user_b" + i).subscribe(FILE);
            }
            world.publish(FILE, "e.one", Map.of());
            world.publish(FILE, "e.two", Map.of());

            assertThat(other.events).hasValue(2);
            world.peers.forEach(peer -> assertThat(peer.names()).containsSubsequence("e.one", "e.two"));
        }
    }

    @Test
    @Tag("P7")
    void aDialectWithoutChangesIsShownEverybodyAfterEachChangeAlsoItsOwn() {
        try (FlowWorld world = FlowWorld.collaborative(
                builder -> builder.channelType(ChannelTypes.FILE.withFeatures(Feature.PRESENCE)))) {
            OtherDialect other = new OtherDialect();
            FlowWorld.Peer ann =
                    world.connect(other, "user_ann").subscribe(FILE).clear();
            FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE).clear();

            PresenceTalk.say(ann, "viewing");
            PresenceTalk.say(bob, "viewing");
            PresenceTalk.sayNothingMore(bob, FILE);

            assertThat(PresenceTalk.shown(ann))
                    .containsExactly(
                            "state ann viewing 1", "state ann viewing 1, bob viewing 1", "state ann viewing 1");
            assertThat(PresenceTalk.shown(bob)).containsExactly("joined ann viewing 1");
        }
    }

    @Test
    @Tag("P7")
    void changesThatLeaveTogetherAreShownAsOnePicture() {
        try (FlowWorld world = FlowWorld.collaborative(
                builder -> builder.channelType(ChannelTypes.FILE.withFeatures(Feature.PRESENCE)))) {
            FlowWorld.Peer ann = world.connect(new OtherDialect(), "user_ann")
                    .subscribe(FILE)
                    .clear();
            FlowWorld.Peer bob = world.connect("user_bob").subscribe(FILE);
            String frame = "{\"action\":\"presence\",\"channel\":\"file\",\"resource_id\":\"file_a\",\"state\":"
                    + "{\"status\":\"viewing\",\"page\":%d}}";
            ann.stall();
            for (int i = 1; i <= 4; i++) {
                bob.raw(frame.formatted(i));
            }
            ann.drain();

            List<String> shown = PresenceTalk.shown(ann);
            assertThat(shown.get(shown.size() - 1)).isEqualTo("state bob viewing 4");
            assertThat(shown).hasSizeLessThan(4);
        }
    }

    @Test
    void everyDialectHasTheSameEventsInTheSameOrder() {
        try (FlowWorld world = new FlowWorld()) {
            FlowWorld.Peer one = world.connect(new OtherDialect(), "user_ann").subscribe(FILE);
            FlowWorld.Peer two = world.connect("user_bob").subscribe(FILE);
            CompletableFuture<?>[] published = new CompletableFuture<?>[20];
            for (int i = 0; i < published.length; i++) {
                published[i] = world.node
                        .publish(Publication.of(FILE, "e." + i, Map.of()))
                        .toCompletableFuture();
            }
            world.world.settle();

            assertThat(published).allMatch(CompletableFuture::isDone);
            assertThat(one.names().stream().filter(name -> name.startsWith("e.")))
                    .hasSize(20)
                    .containsExactlyElementsOf(two.names().stream()
                            .filter(name -> name.startsWith("e."))
                            .toList());
        }
    }
}
