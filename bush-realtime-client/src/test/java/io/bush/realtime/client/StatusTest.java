package io.bush.realtime.client;

import static io.bush.realtime.client.ClientRig.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bush.realtime.client.connection.ConnectionException.Reason;
import io.bush.realtime.client.connection.ConnectionState;
import io.bush.realtime.client.connection.ConnectionStatus;
import io.bush.realtime.client.connection.StatusLight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client shows of its connection (contract §3.15, seed §8.3). */
@Tag("seed000-8.3")
class StatusTest {

    private final ClientRig rig = new ClientRig();

    private StatusLight light() {
        return rig.client.status().light();
    }

    @Test
    void aClientThatWantsNoConnectionShowsNothing() {
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(light()).isEqualTo(StatusLight.OFF);
        rig.connected();
        assertThat(light()).isEqualTo(StatusLight.GREEN);
        rig.client.disconnect();
        rig.world.pump();
        assertThat(light()).isEqualTo(StatusLight.OFF);
    }

    @Test
    @Tag("3.15")
    void theLightTurnsRed30SecondsAfterTheLossAndTheListenerIsTold() {
        rig.connected();
        rig.world.advance(Duration.ofSeconds(10));
        rig.transport.newest().serverCloses(1006, "");
        rig.world.pump();
        assertThat(light()).isEqualTo(StatusLight.YELLOW);
        rig.world.advance(Duration.ofMillis(29_999));
        assertThat(light()).isEqualTo(StatusLight.YELLOW);
        rig.world.advance(Duration.ofMillis(1));
        assertThat(light()).isEqualTo(StatusLight.RED);
        assertThat(rig.heard.statuses).last().satisfies(it -> {
            assertThat(it.state()).isEqualTo(ConnectionState.RECONNECTING);
            assertThat(it.light()).isEqualTo(StatusLight.RED);
        });
        rig.nextSocket();
        rig.establish();

        assertThat(light()).isEqualTo(StatusLight.GREEN);
    }

    @Test
    @Tag("3.15")
    void attemptsThatFailDoNotPutTheRedLightOff() {
        rig.client.connect();
        rig.world.pump();
        for (int i = 0; i < 5; i++) {
            rig.transport.newest().unreachable();
            rig.nextSocket();
        }

        assertThat(rig.world.elapsed()).isGreaterThan(Duration.ofSeconds(30));
        assertThat(light()).isEqualTo(StatusLight.RED);
    }

    @Test
    void aClientThatHasGivenUpIsRedAtOnce() {
        rig.connected().serverCloses(4003, "");
        rig.world.pump();

        assertThat(light()).isEqualTo(StatusLight.RED);
        assertThat(rig.client.status().state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void aStateKeepsItsBeginningWhileItsLightAndItsNextAttemptChange() {
        rig.connected();
        rig.world.advance(Duration.ofSeconds(10));
        Instant lost = rig.world.wallTime();
        rig.transport.newest().serverCloses(1006, "");
        for (int i = 0; i < 5; i++) {
            rig.nextSocket().unreachable();
        }
        rig.world.pump();

        assertThat(rig.heard.statuses)
                .filteredOn(it -> it.state() == ConnectionState.RECONNECTING)
                .hasSizeGreaterThan(8)
                .allSatisfy(it -> assertThat(it.since()).isEqualTo(lost));
    }

    @Test
    void whoWaitsForAStateIsToldWhenItComes() {
        CompletableFuture<ConnectionStatus> lost =
                rig.client.when(ConnectionState.RECONNECTING).toCompletableFuture();
        CompletableFuture<ConnectionStatus> connected =
                rig.client.when(ConnectionState.CONNECTED).toCompletableFuture();
        rig.connected();
        assertThat(connected).isCompleted();
        assertThat(lost).isNotDone();
        assertThat(rig.client.when(ConnectionState.CONNECTED).toCompletableFuture())
                .as("at once")
                .isCompleted();
        rig.transport.newest().serverCloses(1006, "");
        rig.world.pump();

        assertThat(lost.join().cause()).satisfies(it -> assertThat(it.reason()).isEqualTo(Reason.LOST));
    }

    @Test
    void whoWaitsInVainIsToldSoWheneverTheyBegan() {
        var before = rig.client.when(ConnectionState.POLLING);
        rig.client.closeAsync();
        var meanwhile = rig.client.when(ConnectionState.RECONNECTING);
        rig.world.pump();

        assertThat(failureOf(before).reason()).isEqualTo(Reason.CLOSED);
        assertThat(failureOf(meanwhile).reason()).isEqualTo(Reason.CLOSED);
        assertThat(failureOf(rig.client.when(ConnectionState.CONNECTED)).reason())
                .isEqualTo(Reason.CLOSED);
        assertThat(rig.client.when(ConnectionState.DISCONNECTED).toCompletableFuture())
                .isCompleted();
    }

    @Test
    @Tag("P12")
    void aListenerThatIsFarBehindHearsTheNewestAndIsNotBuried() {
        for (int i = 0; i < 200; i++) {
            rig.client.connect();
            rig.world.pumpClient();
            rig.client.disconnect();
            rig.world.pumpClient();
        }
        assertThat(rig.world.waiting())
                .as("what waits for the handlers' thread")
                .isLessThan(5);
        rig.world.pump();
        List<ConnectionStatus> late = rig.heard.statuses;

        assertThat(late).hasSizeLessThanOrEqualTo(16);
        assertThat(late)
                .last()
                .extracting(ConnectionStatus::state, ConnectionStatus::light)
                .isEqualTo(List.of(ConnectionState.DISCONNECTED, StatusLight.OFF));
    }

    @Test
    void everyStatusOfALifeIsTold() {
        rig.connected();
        rig.client.disconnect();
        rig.world.pump();
        rig.transport.newest().serverCloses(1000, "");
        rig.connected();
        rig.client.closeAsync();
        rig.world.pump();

        assertThat(rig.heard.statuses)
                .extracting(ConnectionStatus::state, ConnectionStatus::light)
                .containsExactly(
                        tuple(ConnectionState.CONNECTING, StatusLight.YELLOW),
                        tuple(ConnectionState.CONNECTED, StatusLight.GREEN),
                        tuple(ConnectionState.DISCONNECTED, StatusLight.OFF),
                        tuple(ConnectionState.CONNECTING, StatusLight.YELLOW),
                        tuple(ConnectionState.CONNECTED, StatusLight.GREEN),
                        tuple(ConnectionState.DISCONNECTED, StatusLight.OFF));
    }
}
