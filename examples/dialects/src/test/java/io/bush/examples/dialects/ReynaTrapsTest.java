package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.Wait;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What seed 003 stumbles over, and how it is answered here (docs/dialects.md). */
@Tag("seed003")
class ReynaTrapsTest {

    private Container server;

    @BeforeEach
    void start() throws Exception {
        server = ((Container.Kind) JettyContainer::start).start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WireClient connect(String user) {
        WireClient client = server.connect(Paths.REYNA, user);
        client.await("connected");
        return client;
    }

    private static String subscribe(WireClient client, String... patterns) {
        client.send("{'type':'subscribe','events':['" + String.join("','", patterns) + "']}");
        return events(client.next());
    }

    private static String events(JsonNode frame) {
        List<String> events = new ArrayList<>();
        frame.at("/data/events").forEach(event -> events.add(event.asText()));
        return frame.path("type").asText() + " " + String.join(" ", events);
    }

    private void route(String subject, String user) {
        ObjectNode data =
                JsonNodeFactory.instance.objectNode().put("user_id", user).put("subject", subject);
        server.app().reyna().route(subject, data, null);
    }

    private static void isQuiet(WireClient client) {
        client.send("{'type':'ping'}");
        assertThat(client.next().path("type").asText()).isEqualTo("pong");
    }

    @Test
    void eachSubscribeAddsToTheOnesBefore() {
        WireClient ann = connect(Demo.ANN);
        assertThat(subscribe(ann, "blob.created")).isEqualTo("subscribed blob.created");
        assertThat(subscribe(ann, "processor.completed")).isEqualTo("subscribed blob.created processor.completed");
        route("blob.created", Demo.ANN);
        route("processor.completed", Demo.ANN);
        assertThat(ann.next().path("type").asText()).isEqualTo("blob.created");
        assertThat(ann.next().path("type").asText()).isEqualTo("processor.completed");
    }

    @Test
    void framesThatFollowEachOtherAtOnceAreAllInForceAndTheLastAnswerNamesThemAll() {
        WireClient ann = connect(Demo.ANN);
        List<String> all = IntStream.range(0, 8).mapToObj(i -> "blob.e" + i).toList();
        all.forEach(pattern -> ann.send("{'type':'subscribe','events':['" + pattern + "']}"));
        String answer = events(ann.next());
        while (!answer.endsWith("blob.e7")) {
            answer = events(ann.next());
        }
        assertThat(answer).isEqualTo("subscribed " + String.join(" ", all));
        for (String subject : all) {
            route(subject, Demo.ANN);
            assertThat(ann.next().path("type").asText()).isEqualTo(subject);
        }
    }

    @Test
    void anUnsubscribeTakesAwayWhatWasAskedForAndNothingElse() {
        WireClient ann = connect(Demo.ANN);
        subscribe(ann, "processor.*");
        ann.send("{'type':'unsubscribe','events':['processor.status']}");
        assertThat(ann.next().at("/data/code").asText()).isEqualTo("NOT_SUBSCRIBED");
        route("processor.status", Demo.ANN);
        assertThat(ann.next().path("type").asText()).isEqualTo("processor.status");
        ann.send("{'type':'unsubscribe','events':['processor.*']}");
        assertThat(events(ann.next())).isEqualTo("unsubscribed processor.*");
        route("processor.status", Demo.ANN);
        isQuiet(ann);
    }

    @Test
    void patternsAreWordsAndNotBeginnings() {
        WireClient ann = connect(Demo.ANN);
        subscribe(ann, "blob.*");
        route("blob.created", Demo.ANN);
        route("blob.created.twice", Demo.ANN);
        route("book.updated", Demo.ANN);
        assertThat(ann.next().path("type").asText()).isEqualTo("blob.created");
        isQuiet(ann);
        for (String malformed : List.of("blob*", "Blob.created", "blob..x", "blob.>.x", "")) {
            ann.send("{'type':'subscribe','events':['" + malformed + "']}");
            assertThat(ann.next().at("/data/code").asText()).as(malformed).isEqualTo("INVALID_MESSAGE");
        }
    }

    @Test
    void withoutASubscriptionNothingComes() {
        WireClient ann = connect(Demo.ANN);
        route("blob.created", Demo.ANN);
        isQuiet(ann);
        assertThat(subscribe(ann, "connected", "error")).isEqualTo("subscribed connected error");
        route("blob.created", Demo.ANN);
        isQuiet(ann);
    }

    @Test
    void theTypeIsTheSubjectAndTheTimeIsInSeconds() {
        WireClient ann = connect(Demo.ANN);
        subscribe(ann, ">");
        route("blob.created", Demo.ANN);
        JsonNode event = ann.next();
        assertThat(event.path("type").asText()).isEqualTo("blob.created");
        assertThat(event.path("timestamp").asLong()).isBetween(1_600_000_000L, 99_999_999_999L);
    }

    @Test
    void whateverIsSubscribedOnesOwnIsAllThereIs() {
        WireClient eve = connect(Demo.EVE);
        subscribe(eve, ">", "*", "blob.*", "*.*");
        route("blob.created", Demo.ANN);
        isQuiet(eve);
        Wait.until(() -> server.app().node().stats().channels() >= 2);
        assertThat(server.app().node().stats().subscribersByChannel().keySet())
                .containsExactly(new Channel("news", "all"), new Channel("user", Demo.EVE));
    }

    @Test
    void allOfAUsersDevicesHearAndThereAreFiveAtMost() {
        List<WireClient> devices =
                IntStream.range(0, 5).mapToObj(i -> connect(Demo.ANN)).toList();
        devices.forEach(device -> subscribe(device, "blob.*"));
        route("blob.created", Demo.ANN);
        devices.forEach(
                device -> assertThat(device.next().path("type").asText()).isEqualTo("blob.created"));
        assertThat(server.connect(Paths.REYNA, Demo.ANN).awaitClose()).isEqualTo(4029);
    }

    @Test
    void whoSharesABookHearsOfItAndOnlyIfTheOwnerDoes() {
        WireClient ben = connect(Demo.BEN);
        subscribe(ben, "book.*");
        ObjectNode data =
                JsonNodeFactory.instance.objectNode().put("user_id", Demo.ANN).put("book_id", "my-novel");
        server.app().reyna().route("book.updated", data, null);
        assertThat(ben.next().at("/data/book_id").asText()).isEqualTo("my-novel");
        server.app().reyna().route("book.updated", data.deepCopy().put("user_id", Demo.EVE), null);
        isQuiet(ben);
    }

    @Test
    void eventsOfNobodyAreSkippedAndCounted() {
        WireClient ann = connect(Demo.ANN);
        subscribe(ann, ">");
        for (String subject : List.of("planet.created", "blob", "blob.Created", "blob.x y")) {
            route(subject, Demo.ANN);
        }
        server.app().reyna().route("blob.created", JsonNodeFactory.instance.objectNode(), null);
        isQuiet(ann);
        assertThat(server.app().reyna().skipped()).isEqualTo(5);
    }

    @Test
    void aRepeatedEventIsToldOnce() {
        WireClient ann = connect(Demo.ANN);
        subscribe(ann, ">");
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("user_id", Demo.ANN);
        server.app().reyna().route("blob.created", data, "m1");
        server.app().reyna().route("blob.created", data, "m1");
        server.app().reyna().route("blob.updated", data, "m2");
        assertThat(ann.next().path("type").asText()).isEqualTo("blob.created");
        assertThat(ann.next().path("type").asText()).isEqualTo("blob.updated");
    }

    @Test
    void whenTheSourceLostSomethingEverybodyIsTold() {
        WireClient ann = connect(Demo.ANN);
        WireClient eve = connect(Demo.EVE);
        var unused = server.app().reyna().mayHaveLost("source_interrupted");
        for (WireClient client : List.of(ann, eve)) {
            assertThat(client.await("reset").at("/data/reason").asText()).isEqualTo("source_interrupted");
        }
    }

    @Test
    void manyPatternsAreFewWhenOneIncludesOthersAndTheRestIsRefused() {
        WireClient ann = connect(Demo.ANN);
        for (int i = 0; i < 10; i++) {
            subscribe(ann, "blob.e" + i);
        }
        ann.send("{'type':'subscribe','events':['blob.e10']}");
        assertThat(ann.next().at("/data/code").asText()).isEqualTo("INVALID_MESSAGE");
        assertThat(subscribe(ann, "blob.*")).endsWith("blob.e9 blob.*");
    }

    @Test
    void compressionIsNegotiatedHereAndNowhereElse() throws Exception {
        assertThat(Handshakes.extensions(server.port(), Paths.REYNA, server.token(Demo.ANN)))
                .contains("permessage-deflate");
        assertThat(Handshakes.extensions(server.port(), Paths.LINEAR, server.token(Demo.ANN)))
                .isEmpty();
    }

    @Test
    void healthHasTheFiguresOfTheSeed() {
        connect(Demo.ANN);
        Wait.until(() -> server.app().node().stats().queuedBytes() == 0);
        JsonNode health =
                server.ask("GET", "/reyna/api/v1/health", Demo.BEN, null).body();
        assertThat(health.path("status").asText()).isEqualTo("up");
        assertThat(health.path("active_connections").asInt()).isEqualTo(1);
        assertThat(health.path("active_users").asInt()).isEqualTo(1);
        assertThat(health.path("message_queue_bytes").asInt()).isZero();
    }
}
