package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.NatsServer;
import io.bush.examples.dialects.ends.Wait;
import io.bush.examples.dialects.ends.WireClient;
import io.nats.client.Connection;
import io.nats.client.impl.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Seed 003's source of events, against a real server. Needs {@code nats-server} on the path: without it the tests are skipped, and
 * with {@code BUSH_NATS_REQUIRED} they fail.
 */
@Tag("seed003")
@SuppressWarnings("try") // The driver's close could be interrupted; nothing here does that.
class NatsTest {

    @BeforeEach
    void thereIsAServer() {
        boolean required = Boolean.parseBoolean(System.getenv("BUSH_NATS_REQUIRED"));
        assumeTrue(required || NatsServer.isInstalled(), "nats-server is not on the path");
    }

    private static Container follow(String address) throws Exception {
        return JettyContainer.start(Container.app(Choices.DEFAULT.following(address, Duration.ofMillis(50))));
    }

    private static WireClient subscriber(Container server, String user) {
        WireClient client = server.connect(Paths.REYNA, user);
        client.send("{'type':'subscribe','events':['>']}").await("subscribed");
        return client;
    }

    private static byte[] event(String user, int number) {
        return ("{\"user_id\":\"" + user + "\",\"blob_id\":\"b" + number + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void eventsReachTheirOwnersDevicesInOrderAndNobodyElse() throws Exception {
        try (NatsServer nats = NatsServer.start();
                Container server = follow(nats.address());
                Connection backend = nats.connect()) {
            Wait.until(server.app()::sourceIsUp);
            WireClient phone = subscriber(server, Demo.ANN);
            WireClient laptop = subscriber(server, Demo.ANN);
            WireClient eve = subscriber(server, Demo.EVE);
            for (int i = 0; i < 20; i++) {
                backend.publish(i % 2 == 0 ? "blob.created" : "processor.completed", event(Demo.ANN, i));
            }
            backend.publish("blob.created", "not json".getBytes(StandardCharsets.UTF_8));
            backend.publish("planet.created", event(Demo.ANN, 99));
            backend.publish("blob.created", event(Demo.EVE, 100));
            for (int i = 0; i < 20; i++) {
                assertThat(phone.next().at("/data/blob_id").asText()).isEqualTo("b" + i);
                assertThat(laptop.next().at("/data/blob_id").asText()).isEqualTo("b" + i);
            }
            assertThat(eve.next().at("/data/blob_id").asText()).isEqualTo("b100");
        }
    }

    @Test
    void aMessageThatIsSentAgainUnderItsIdIsToldOnce() throws Exception {
        try (NatsServer nats = NatsServer.start();
                Container server = follow(nats.address());
                Connection backend = nats.connect()) {
            Wait.until(server.app()::sourceIsUp);
            WireClient ann = subscriber(server, Demo.ANN);
            Headers id = new Headers().add("Nats-Msg-Id", "m1");
            backend.publish("blob.created", id, event(Demo.ANN, 1));
            backend.publish("blob.created", id, event(Demo.ANN, 1));
            backend.publish("blob.created", event(Demo.ANN, 2));
            assertThat(ann.next().at("/data/blob_id").asText()).isEqualTo("b1");
            assertThat(ann.next().at("/data/blob_id").asText()).isEqualTo("b2");
        }
    }

    @Test
    void whatWasLostWhileTheServerWasAwayIsAResetAndThenItGoesOn() throws Exception {
        try (NatsServer nats = NatsServer.start();
                Container server = follow(nats.address())) {
            Wait.until(server.app()::sourceIsUp);
            WireClient ann = subscriber(server, Demo.ANN);
            WireClient eve = subscriber(server, Demo.EVE);
            nats.kill();
            Wait.until(() -> !server.app().sourceIsUp());
            nats.restart();
            // Whoever is quick enough to publish before this server is back is not heard by it.
            for (WireClient client : new WireClient[] {ann, eve}) {
                assertThat(client.await("reset").at("/data/reason").asText()).isEqualTo("source_interrupted");
            }
            try (Connection backend = nats.connect()) {
                backend.publish("blob.created", event(Demo.ANN, 7));
                assertThat(ann.await("blob.created").at("/data/blob_id").asText())
                        .isEqualTo("b7");
            }
        }
    }

    @Test
    void theServerStartsWithoutNatsAndFindsItLater() throws Exception {
        try (NatsServer nats = NatsServer.start()) {
            nats.kill();
            try (Container server = follow(nats.address())) {
                WireClient ann = subscriber(server, Demo.ANN);
                nats.restart();
                assertThat(ann.await("reset").at("/data/reason").asText()).isEqualTo("source_interrupted");
                try (Connection backend = nats.connect()) {
                    backend.publish("blob.created", event(Demo.ANN, 1));
                    assertThat(ann.await("blob.created").at("/data/blob_id").asText())
                            .isEqualTo("b1");
                }
            }
        }
    }
}
