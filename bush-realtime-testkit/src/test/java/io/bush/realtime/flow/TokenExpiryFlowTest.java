package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.2")
class TokenExpiryFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static String token(String token) {
        return "{'action':'authenticate','token':'" + token + "','ref':'r'}";
    }

    @Test
    void theClientIsWarnedSixtySecondsBeforeItsTokenEnds() {
        FlowWorld.Peer peer = world.connect("user_ann@300");
        world.seconds(239);
        assertThat(peer.frames("token.expiring")).isEmpty();
        world.seconds(1);

        assertThat(peer.only("token.expiring").get("expires_at").asText()).isEqualTo("2026-01-15T10:35:00.000Z");
        world.seconds(59);
        assertThat(peer.transport.closeCode()).isEmpty();
        world.seconds(1);
        assertThat(peer.transport.closeCode()).hasValue(4001);
        assertThat(peer.frames("token.expiring")).hasSize(1);
    }

    @Test
    void aTokenOfLessThanAMinuteIsWarnedOfAtOnce() {
        FlowWorld.Peer peer = world.connect("user_ann@30");
        world.seconds(1);
        assertThat(peer.frames("token.expiring")).hasSize(1);
        world.seconds(29);

        assertThat(peer.transport.closeCode()).hasValue(4001);
    }

    @Test
    void aNewTokenOfTheSameUserExtendsTheConnectionInPlace() {
        FlowWorld.Peer peer = world.connect("user_ann@100").subscribe(FILE);
        world.seconds(50);
        peer.send(token("user_ann@1000"));
        assertThat(peer.only("authenticated").get("expires_at").asText()).isEqualTo("2026-01-15T10:46:40.000Z");
        assertThat(peer.only("authenticated").get("ref").asText()).isEqualTo("r");
        world.seconds(889);
        assertThat(peer.transport.closeCode()).isEmpty();
        assertThat(peer.frames("token.expiring")).hasSize(1);
        world.publish(FILE, "e.one");
        assertThat(peer.frames("e.one")).hasSize(1);
        world.seconds(61);

        assertThat(peer.frames("token.expiring")).hasSize(2);
        assertThat(peer.transport.closeCode()).hasValue(4001);
    }

    @Test
    void aTokenWithoutAnEndEndsTheWaiting() {
        FlowWorld.Peer peer = world.connect("user_ann@100").send(token("user_ann"));
        assertThat(peer.only("authenticated").get("expires_at").isNull()).isTrue();
        world.seconds(200);

        assertThat(peer.transport.closeCode()).isEmpty();
    }

    @Test
    void anotherUsersTokenIsAMismatchAndTheOldEndStays() {
        FlowWorld.Peer peer = world.connect("user_ann@100").send(token("user_bob@1000"));
        assertThat(peer.error()).isEqualTo("identity_mismatch");
        assertThat(peer.only("error").get("ref").asText()).isEqualTo("r");
        world.seconds(100);

        assertThat(peer.transport.closeCode()).hasValue(4001);
    }

    @Test
    void aBadTokenIsUnauthenticatedAndTheOldEndStays() {
        FlowWorld.Peer peer = world.connect("user_ann@100").send(token("nobody"));
        assertThat(peer.error()).isEqualTo("unauthenticated");
        world.seconds(99);
        assertThat(peer.transport.closeCode()).isEmpty();
        world.seconds(1);

        assertThat(peer.transport.closeCode()).hasValue(4001);
    }

    @Test
    void anExpiredTokenIsABadOne() {
        FlowWorld.Peer peer = world.connect("user_ann@100");
        world.seconds(10);

        assertThat(peer.send(token("user_ann@5")).error()).isEqualTo("unauthenticated");
    }

    @Test
    void aBrokenAuthenticatorLeavesTheConnectionAsItWas() {
        world.failuresExpected = true;
        FlowWorld.Peer peer = world.connect("user_ann@100").subscribe(FILE);
        world.tokens = credentials -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        peer.send(token("user_ann@1000"));
        assertThat(peer.error()).isEqualTo("temporarily_unavailable");
        world.publish(FILE, "e.one");

        assertThat(peer.frames("e.one")).hasSize(1);
    }

    @Test
    void aGuestsShareMustStayTheSame() {
        FlowWorld.Peer peer = world.connect("guest:share_a");
        String id = peer.only("connection.established").at("/user/id").asText();
        peer.send(token("guest:share_b"));
        assertThat(peer.error()).isEqualTo("identity_mismatch");
        peer.send(token("guest:share_a"));

        assertThat(peer.frames("authenticated")).hasSize(1);
        assertThat(id).startsWith("guest_");
    }

    @Test
    void aGuestCannotBecomeAMember() {
        assertThat(world.connect("guest:share_a").send(token("user_ann")).error())
                .isEqualTo("identity_mismatch");
    }

    @Test
    @Tag("P6")
    void aNewTokenAuthorisesEverySubscriptionAgain() {
        FlowWorld.Peer peer = world.connect("user_ann").subscribe(FILE).subscribe(FlowWorld.OTHER_FILE);
        world.access = (principal, channel) -> channel.equals(FILE)
                ? FlowWorld.denied()
                : CompletableFuture.completedFuture(io.bush.realtime.auth.Grant.allow());
        peer.send(token("user_ann@1000"));

        assertThat(peer.only("subscription.revoked").get("resource_id").asText())
                .isEqualTo("file_a");
        assertThat(peer.reason("subscription.revoked")).isEqualTo("permissions_changed");
    }

    @Test
    void aJumpOfTheWallClockEndsNoConnection() {
        FlowWorld.Peer peer = world.connect("user_ann@100");
        world.world.time().jumpWall(Duration.ofHours(3));
        world.seconds(30);

        assertThat(peer.transport.closeCode()).isEmpty();
    }
}
