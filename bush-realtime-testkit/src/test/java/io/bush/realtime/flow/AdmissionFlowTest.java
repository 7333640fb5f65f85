package io.bush.realtime.flow;

import static io.bush.realtime.flow.FlowWorld.FILE;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("contract-3.6")
class AdmissionFlowTest {

    @RegisterExtension
    final FlowWorld world = new FlowWorld();

    private static Handshake from(String address, String token) {
        return new Handshake(address, "/cable", Map.of(), Map.of("token", List.of(token)));
    }

    @Test
    void aUserHasTenConnectionsAndTheEleventhIsClosed4029() {
        for (int i = 0; i < 10; i++) {
            assertThat(world.connect("user_ann").names()).containsExactly("connection.established");
        }
        FlowWorld.Peer eleventh = world.connect("user_ann");
        assertThat(eleventh.transport.closeCode()).hasValue(4029);
        assertThat(eleventh.names()).isEmpty();
        assertThat(world.connect("user_bob").names()).containsExactly("connection.established");
        world.peers.get(3).drop();

        assertThat(world.connect("user_ann").names()).containsExactly("connection.established");
        assertThat(world.node.stats().connections()).isEqualTo(11);
    }

    @Test
    @Tag("contract-3.3")
    void aShareHasTwoHundredGuestsAndEachIsItsOwnPrincipal() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ids.add(world.connect("guest:share_a")
                    .only("connection.established")
                    .at("/user/id")
                    .asText());
        }
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.startsWith("guest_"));
        assertThat(world.connect("guest:share_a").transport.closeCode()).hasValue(4029);
        assertThat(world.connect("guest:share_b").names()).containsExactly("connection.established");
        world.peers.get(7).drop();

        assertThat(world.connect("guest:share_a").names()).containsExactly("connection.established");
    }

    @Test
    @Tag("contract-7")
    void whileTheLeasesAreAwayTheLimitIsTheNodesOwn() {
        world.failuresExpected = true;
        world.backplane.leasing = ScriptedBackplane.Answers.FAILING;
        for (int i = 0; i < 10; i++) {
            assertThat(world.connect("user_ann").names()).containsExactly("connection.established");
        }
        assertThat(world.connect("user_ann").transport.closeCode()).hasValue(4029);
    }

    @Test
    void aConnectionThatEndsWhileItsLeaseIsTakenGivesItBack() {
        world.backplane.leasing = ScriptedBackplane.Answers.LATE;
        FlowWorld.Peer peer = world.connect("user_ann");
        peer.drop();
        world.backplane.heal();
        world.world.settle();

        assertThat(world.backplane.leases).isEmpty();
    }

    @Test
    @Tag("contract-3.15")
    void aReconnectClosesThePreviousConnectionOfTheSameUser() {
        FlowWorld.Peer old = world.connect("user_ann");
        world.open(
                Map.of("token", List.of("user_ann"), "previous_connection_id", List.of(old.connectionId())), Map.of());

        assertThat(old.transport.closeCode()).hasValue(1000);
        assertThat(world.node.stats().connections()).isEqualTo(1);
    }

    @Test
    @Tag("contract-3.15")
    void thePreviousConnectionMakesRoomForTheNewOne() {
        for (int i = 0; i < 10; i++) {
            world.connect("user_ann");
        }
        FlowWorld.Peer next = world.open()
                .send("{'action':'authenticate','token':'user_ann','previous_connection_id':'"
                        + world.peers.get(0).connectionId() + "'}");

        assertThat(next.names()).containsExactly("connection.established");
        assertThat(world.peers.get(0).transport.closeCode()).hasValue(1000);
    }

    @Test
    @Tag("contract-3.15")
    void nobodyClosesAnotherUsersConnection() {
        FlowWorld.Peer ann = world.connect("user_ann").subscribe(FILE);
        world.open(
                Map.of("token", List.of("user_bob"), "previous_connection_id", List.of(ann.connectionId())), Map.of());

        assertThat(ann.transport.closeCode()).isEmpty();
    }

    @Test
    void tenFailedAuthenticationsOfAnAddressAreMetWith4001AndMoreWith4008() {
        for (int i = 0; i < 10; i++) {
            assertThat(world.connect("nobody").transport.closeCode()).hasValue(4001);
        }
        assertThat(world.connect("nobody").transport.closeCode()).hasValue(4008);
        assertThat(world.connect("user_ann").names()).containsExactly("connection.established");
        assertThat(world.open(from("192.0.2.8", "nobody")).transport.closeCode())
                .hasValue(4001);
        world.seconds(60);

        assertThat(world.connect("nobody").transport.closeCode()).hasValue(4001);
    }

    @Test
    void withoutAKnownAddressThereIsNoAddressLimit() {
        for (int i = 0; i < 30; i++) {
            Handshake nowhere = new Handshake(null, "/cable", Map.of(), Map.of("token", List.of("nobody")));
            assertThat(world.open(nowhere).transport.closeCode()).hasValue(4001);
        }
    }

    @Test
    void anAddressMayTryOneHundredAndTwentyTimesAMinute() {
        for (int i = 0; i < 120; i++) {
            assertThat(world.node.gate().admit(from("192.0.2.7", "user_ann"))).isInstanceOf(Admission.Admitted.class);
        }
        assertThat(world.node.gate().admit(from("192.0.2.7", "user_ann")))
                .isInstanceOfSatisfying(Admission.Refused.class, refused -> {
                    assertThat(refused.httpStatus()).isEqualTo(429);
                    assertThat(refused.closeCode()).isEqualTo(4008);
                    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(60));
                });
        assertThat(world.node.gate().admit(from("192.0.2.8", "user_ann"))).isInstanceOf(Admission.Admitted.class);
        world.seconds(60);

        assertThat(world.node.gate().admit(from("192.0.2.7", "user_ann"))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aTokenCanBeJudgedBeforeTheUpgrade() {
        assertThat(world.now(world.node.gate().checkToken(from("192.0.2.7", "user_ann"))))
                .isInstanceOf(Admission.Admitted.class);
        for (int i = 0; i < 10; i++) {
            assertThat(world.now(world.node.gate().checkToken(from("192.0.2.7", "nobody"))))
                    .isInstanceOfSatisfying(
                            Admission.Refused.class,
                            refused -> assertThat(refused.httpStatus()).isEqualTo(401));
        }
        assertThat(world.now(world.node.gate().checkToken(from("192.0.2.7", "nobody"))))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.httpStatus()).isEqualTo(429));
        assertThat(world.now(world.node.gate().checkToken(from("192.0.2.7", "user_ann"))))
                .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aBrokenAuthenticatorIsNotTheClientsFaultBeforeTheUpgradeEither() {
        world.failuresExpected = true;
        world.tokens = credentials -> null;
        assertThat(world.now(world.node.gate().checkToken(from("192.0.2.7", "user_ann"))))
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused -> assertThat(refused.httpStatus()).isEqualTo(503));
    }

    @Test
    void aUserIsOnlineWhileItHasAConnection() {
        assertThat(world.now(world.node.isOnline("user_ann"))).isFalse();
        FlowWorld.Peer peer = world.connect("user_ann");
        assertThat(world.now(world.node.isOnline("user_ann"))).isTrue();
        peer.drop();

        assertThat(world.now(world.node.isOnline("user_ann"))).isFalse();
    }
}
