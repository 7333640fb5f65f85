package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What seed 002 stumbles over, and how it is answered here (docs/dialects.md). */
@Tag("seed002")
class ConversationsTrapsTest {

    private static final String MESSAGES = "/conversations/api/conversations/conv_1/messages";

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
        WireClient client = server.connect(Paths.CONVERSATIONS, user);
        client.await("connection_established");
        // What it hears without asking is in force a moment later.
        server.awaitHeard(Rooms.contactsOf(user));
        server.awaitHeard(new Channel("user", user));
        return client;
    }

    private static WireClient subscribe(WireClient client) {
        client.send("{'type':'subscribe','data':{'channel':'conversation:conv_1'}}")
                .await("subscription_confirmed");
        return client;
    }

    private static String status(WireClient client) {
        return client.await("user_presence").at("/data/status").asText();
    }

    @Test
    void twoTabsOfOneTokenAreTwoSessions() {
        WireClient first = server.connect(Paths.CONVERSATIONS, Demo.ANN);
        WireClient second = server.connect(Paths.CONVERSATIONS, Demo.ANN);
        Set<String> sessions = new LinkedHashSet<>();
        sessions.add(first.await("connection_established").at("/data/sessionId").asText());
        sessions.add(
                second.await("connection_established").at("/data/sessionId").asText());
        assertThat(sessions).hasSize(2);
        subscribe(first);
        second.close();
        assertThat(second.awaitClose()).isEqualTo(1000);
        server.ask("POST", MESSAGES, Demo.BEN, "{\"content\":\"still here\"}");
        assertThat(first.await("new_message").at("/data/content").asText()).isEqualTo("still here");
    }

    @Test
    void aUserIsOnlineOnceAndOfflineWithTheLastTab() {
        WireClient ann = connect(Demo.ANN);
        WireClient first = connect(Demo.BEN);
        assertThat(status(ann)).isEqualTo("online");
        WireClient second = connect(Demo.BEN);
        first.close();
        assertThat(first.awaitClose()).isEqualTo(1000);
        subscribe(ann);
        // The next thing that Ann hears of Ben is a message, not that he is gone.
        server.ask("POST", MESSAGES, Demo.BEN, "{\"content\":\"I am here\"}");
        assertThat(ann.next().path("type").asText()).isEqualTo("new_message");
        second.close();
        assertThat(status(ann)).isEqualTo("offline");
    }

    @Test
    void whoComesBackSoonWasNeverAway() throws Exception {
        Choices patient = Choices.DEFAULT.withTimes(Duration.ofSeconds(6), Duration.ofMinutes(5));
        server.close();
        server = JettyContainer.start(
                DialectsApp.start(Demo.directory(), server.app().tokens(), patient));
        WireClient ann = subscribe(connect(Demo.ANN));
        WireClient ben = connect(Demo.BEN);
        assertThat(status(ann)).isEqualTo("online");
        ben.close();
        assertThat(ben.awaitClose()).isEqualTo(1000);
        connect(Demo.BEN);
        server.ask("POST", MESSAGES, Demo.BEN, "{\"content\":\"back\"}");
        List<String> statuses = new ArrayList<>();
        JsonNode next = ann.next();
        while (!next.path("type").asText().equals("new_message")) {
            statuses.add(next.at("/data/status").asText());
            next = ann.next();
        }
        assertThat(statuses).doesNotContain("offline");
    }

    @Test
    void presenceIsToldToThoseWhoShareAConversationOnly() {
        WireClient ann = connect(Demo.ANN);
        WireClient eve = connect(Demo.EVE);
        WireClient ben = connect(Demo.BEN);
        assertThat(ann.await("user_presence").at("/data/userId").asText()).isEqualTo(Demo.BEN);
        eve.send("{'type':'ping'}");
        assertThat(eve.next().path("type").asText()).isEqualTo("pong");
        ben.send("{'type':'ping'}");
        assertThat(ben.next().path("type").asText()).isEqualTo("pong");
    }

    @Test
    void aMessageOfMoreThan64KiBIsRefusedAndTheConnectionLives() {
        WireClient ann = connect(Demo.ANN);
        ann.send("{'type':'send_message','data':{'conversationId':'conv_1','content':'" + "x".repeat(65_536) + "'}}");
        assertThat(ann.next().at("/data/code").asText()).isEqualTo("message_too_large");
        ann.send("{'type':'ping'}");
        assertThat(ann.next().path("type").asText()).isEqualTo("pong");
    }

    @Test
    void aRepeatedMessageIsOneMessage() {
        WireClient ben = subscribe(connect(Demo.BEN));
        WireClient ann = connect(Demo.ANN);
        String frame = "{'type':'send_message','data':{'conversationId':'conv_1','content':'once','id':'m1'}}";
        ann.send(frame);
        String first = ann.await("message_sent").at("/data/messageId").asText();
        ann.send(frame);
        assertThat(ann.await("message_sent").at("/data/messageId").asText()).isEqualTo(first);
        ann.send(frame.replace("once", "twice").replace("'id':'m1'", "'id':'m2'"));
        assertThat(ben.await("new_message").at("/data/content").asText()).isEqualTo("once");
        assertThat(ben.await("new_message").at("/data/content").asText()).isEqualTo("twice");
        assertThat(server.ask("GET", MESSAGES, Demo.BEN, null).body().path("messages"))
                .hasSize(2);
    }

    @Test
    void whoSubscribesAndWritesAtOnceHearsTheMessage() {
        for (int i = 0; i < 4; i++) {
            WireClient ann = connect(Demo.ANN);
            ann.send("{'type':'subscribe','data':{'channel':'conversation:conv_1'}}")
                    .send("{'type':'send_message','data':{'conversationId':'conv_1','content':'number " + i + "'}}");
            assertThat(ann.await("new_message").at("/data/content").asText()).isEqualTo("number " + i);
        }
    }

    @Test
    void progressOfAFileIsForItsOwner() {
        WireClient ann = connect(Demo.ANN);
        WireClient eve = connect(Demo.EVE);
        server.ask("POST", "/conversations/api/files/f1/progress", Demo.ANN, "{\"progress\":1,\"status\":\"done\"}");
        assertThat(ann.await("file_processing_update").at("/data/fileId").asText())
                .isEqualTo("f1");
        eve.send("{'type':'ping'}");
        assertThat(eve.next().path("type").asText()).isEqualTo("pong");
    }

    @Test
    void foreignConversationsAreNotToBeHadOverHttpEither() {
        assertThat(server.ask("GET", MESSAGES, Demo.EVE, null).status()).isEqualTo(404);
        assertThat(server.ask("POST", MESSAGES, Demo.EVE, "{\"content\":\"x\"}").status())
                .isEqualTo(404);
    }
}
