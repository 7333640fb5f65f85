package io.bush.realtime.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.5")
class InboundSizeFlowTest {

    private static final String HEAD = "{\"action\":\"ping\",\"x\":\"";
    private static final String TAIL = "\"}";

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    /** A ping of exactly so many bytes, made long by characters of a size. */
    private static String ping(int bytes, String character, int characterBytes) {
        int room = bytes - HEAD.length() - TAIL.length();
        return HEAD + "a".repeat(room % characterBytes) + character.repeat(room / characterBytes) + TAIL;
    }

    private static void parts(FlowWorld.Peer peer, String text, int chars) {
        int at = 0;
        while (text.length() - at > chars) {
            peer.wire.onTextPart(text.substring(at, at + chars));
            at += chars;
        }
        peer.raw(text.substring(at));
    }

    private static void assertTooLarge(FlowWorld.Peer peer) {
        assertThat(peer.names()).containsExactly("connection.established", "error");
        assertThat(peer.error()).isEqualTo("message_too_large");
        assertThat(peer.transport.closeCode()).isEmpty();
        peer.send("{'action':'ping'}");
        assertThat(peer.frames("pong")).hasSize(1);
    }

    @Test
    void sixteenKibibytesPass() {
        FlowWorld.Peer peer = world.connect("user_ann").raw(ping(16_384, "a", 1));

        assertThat(peer.names()).containsExactly("connection.established", "pong");
    }

    @Test
    void oneByteMoreIsAnErrorAndTheConnectionLives() {
        assertTooLarge(world.connect("user_ann").raw(ping(16_385, "a", 1)));
    }

    @Test
    void fragmentsAreCountedTogether() {
        FlowWorld.Peer peer = world.connect("user_ann");
        parts(peer, ping(16_384, "a", 1), 1_000);
        assertThat(peer.names()).containsExactly("connection.established", "pong");

        FlowWorld.Peer other = world.connect("user_ann");
        parts(other, ping(16_385, "a", 1), 1_000);
        assertTooLarge(other);
    }

    @Test
    void charactersAreCountedAsTheyTravel() {
        FlowWorld.Peer peer = world.connect("user_ann").raw(ping(16_384, "\u20ac", 3));
        assertThat(peer.names()).containsExactly("connection.established", "pong");
        assertTooLarge(world.connect("user_ann").raw(ping(16_385, "\u20ac", 3)));
    }

    @Test
    void aPairOfSurrogatesSplitBetweenFragmentsIsOneCharacter() {
        FlowWorld.Peer peer = world.connect("user_ann");
        parts(peer, ping(16_384, "\ud83d\ude00", 4), 501);
        assertThat(peer.names()).containsExactly("connection.established", "pong");

        FlowWorld.Peer other = world.connect("user_ann");
        parts(other, ping(16_385, "\ud83d\ude00", 4), 501);
        assertTooLarge(other);
    }

    @Test
    void upToOneMebibyteIsSkimmed() {
        assertTooLarge(world.connect("user_ann").raw("a".repeat(1 << 20)));
        FlowWorld.Peer peer = world.connect("user_ann");
        parts(peer, "a".repeat(1 << 20), 8_192);
        assertTooLarge(peer);
    }

    @Test
    void moreThanOneMebibyteCloses1009() {
        assertThat(world.connect("user_ann")
                        .raw("a".repeat((1 << 20) + 1))
                        .transport
                        .closeCode())
                .hasValue(1009);
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 0; i < 200; i++) {
            peer.wire.onTextPart("a".repeat(8_192));
        }
        world.world.settle();

        assertThat(peer.transport.closeCode()).hasValue(1009);
    }

    @Test
    void emptyFragmentsChangeNothing() {
        FlowWorld.Peer peer = world.connect("user_ann");
        peer.wire.onTextPart("");
        peer.wire.onTextPart("{\"action\":");
        peer.wire.onTextPart("");
        peer.raw("\"ping\"}");
        peer.wire.onTextPart("");
        peer.raw("{\"action\":\"ping\"}");
        peer.wire.onTextPart("{\"action\":\"ping\"}");
        peer.raw("");

        assertThat(peer.frames("pong")).hasSize(3);
    }

    @Test
    @Tag("P9")
    void whoeverSendsFasterThanItsLaneIsServedIsCut() {
        FlowWorld.Peer peer = world.connect("user_ann");
        for (int i = 0; i < 100; i++) {
            peer.wire.onTextEnd(ping(16_000, "a", 1));
        }
        world.world.settle();

        assertThat(peer.transport.closeCode()).hasValue(4008);
    }
}
