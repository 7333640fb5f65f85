package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.HttpDesk;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.examples.dialects.linear.LinearEvents;
import io.bush.realtime.PublishResult;
import io.bush.realtime.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What seed 001 stumbles over, and how it is answered here (docs/dialects.md). */
@Tag("seed001")
class LinearTrapsTest {

    private static final String ISSUES = "/linear/api/v1/teams/team_456/issues";
    private static final String COMMENTS = "/linear/api/v1/issues/issue_789/comments";

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
        WireClient client = server.connect(Paths.LINEAR, user);
        assertThat(client.next().at("/payload/message").asText()).startsWith("Connected");
        return client;
    }

    private static WireClient subscribe(WireClient client, String... rooms) {
        client.send("{'action':'subscribe','rooms':['" + String.join("','", rooms) + "']}");
        for (String room : rooms) {
            assertThat(client.await("room.subscribed").at("/payload/room").asText())
                    .as(room)
                    .isNotEmpty();
        }
        return client;
    }

    @Test
    void oneFrameOfRoomsHasAResultForEachRoom() {
        WireClient ann = connect(Demo.ANN);
        ann.send("{'action':'subscribe','rooms':['team:team_456','team:team_999','no-room','user:user_ben']}");

        Map<String, String> results = new LinkedHashMap<>();
        for (int i = 0; i < 4; i++) {
            JsonNode frame = ann.next();
            String code = frame.at("/payload/code").asText("ok");
            results.put(frame.at("/payload/room").asText(), code);
        }
        assertThat(results)
                .containsEntry("team:team_456", "ok")
                .containsEntry("team:team_999", "FORBIDDEN")
                .containsEntry("no-room", "INVALID_MESSAGE")
                .containsEntry("user:user_ben", "FORBIDDEN");
    }

    @Test
    void whatIsConfirmedIsLive() {
        WireClient ann = connect(Demo.ANN);
        for (int i = 0; i < 10; i++) {
            subscribe(ann, "team:team_456");
            server.ask("POST", ISSUES, Demo.BEN, "{\"title\":\"number " + i + "\"}");
            assertThat(ann.next().at("/payload/title").asText()).isEqualTo("number " + i);
            ann.send("{'action':'unsubscribe','rooms':['team:team_456']}");
            assertThat(ann.next().path("type").asText()).isEqualTo("room.unsubscribed");
        }
    }

    @Test
    void everyHelperOfItsTableReachesTheRoomsThatItIsAbout() throws Exception {
        ObjectNode changes = JsonNodeFactory.instance.objectNode().put("status", "done");
        LinearEvents events = new LinearEvents(server.app().node(), server.app().directory());
        LinearEvents.IssueRef issue = new LinearEvents.IssueRef("issue_789", "team_456");
        LinearEvents.Comment comment = new LinearEvents.Comment("comment_1", "issue_789", "team_456", Demo.BEN, "Done");
        WireClient workspace = subscribe(connect(Demo.ANN), "workspace:ws_123");
        WireClient team = subscribe(connect(Demo.ANN), "team:team_456");
        WireClient ofTheIssue = subscribe(connect(Demo.ANN), "issue:issue_789");
        WireClient project = subscribe(connect(Demo.BEN), "project:project_abc");
        WireClient cycle = subscribe(connect(Demo.BEN), "cycle:cycle_def");

        for (List<CompletionStage<PublishResult>> told : List.of(
                events.issueUpdated(new LinearEvents.IssueChange("issue_789", changes, "team_456"), Demo.BEN),
                events.issueArchived(issue, Demo.BEN),
                events.issueDeleted(issue, Demo.BEN),
                events.commentUpdated(comment, Demo.BEN),
                events.commentDeleted(new LinearEvents.CommentRef("comment_1", "issue_789", "team_456"), Demo.BEN),
                events.projectUpdated(new LinearEvents.Change("project_abc", changes, "team_456"), Demo.BEN),
                events.cycleUpdated(new LinearEvents.Change("cycle_def", changes, "team_456"), Demo.BEN))) {
            for (CompletionStage<PublishResult> each : told) {
                assertThat(each.toCompletableFuture().get(10, TimeUnit.SECONDS))
                        .isInstanceOf(PublishResult.Durable.class);
            }
        }

        String[] all = {
            "issue.updated",
            "issue.archived",
            "issue.deleted",
            "comment.updated",
            "comment.deleted",
            "project.updated",
            "cycle.updated"
        };
        heard(workspace, all);
        heard(team, all);
        heard(ofTheIssue, Arrays.copyOf(all, 5));
        heard(project, "project.updated");
        heard(cycle, "cycle.updated");
    }

    private static void heard(WireClient client, String... types) {
        for (String type : types) {
            JsonNode frame = client.next();
            assertThat(frame.path("type").asText()).isEqualTo(type);
            assertThat(frame.path("userId").asText()).isEqualTo(Demo.BEN);
            assertThat(frame.at("/payload/deliveryId").asText()).isNotEmpty();
        }
        client.send("{'type':'ping'}");
        assertThat(client.next().at("/payload/message").asText())
                .as("nothing more")
                .isEqualTo("pong");
    }

    @Test
    void whoIsInTwoRoomsOfAnEventCanTellThatItIsOne() {
        WireClient ann = subscribe(connect(Demo.ANN), "team:team_456", "issue:issue_789");
        server.ask("POST", COMMENTS, Demo.BEN, "{\"body\":\"once\"}");

        String first = ann.await("comment.created").at("/payload/deliveryId").asText();
        String second = ann.await("comment.created").at("/payload/deliveryId").asText();
        assertThat(first).isNotEmpty().isEqualTo(second);
    }

    @Test
    void typingEndsWhenItIsNotSaidAgain() throws Exception {
        try (Container quick = JettyContainer.start(Container.appOfQuickTypists(Choices.DEFAULT))) {
            WireClient ben = quick.connect(Paths.LINEAR, Demo.BEN);
            subscribe(ben, "issue:issue_789");
            quick.connect(Paths.LINEAR, Demo.ANN).send("{'action':'typing','issueId':'issue_789','isTyping':true}");

            JsonNode typing = ben.await("user.typing");
            while (typing.at("/payload/isTyping").asBoolean()) {
                // Unless the end has replaced it before it left: whoever is behind gets the newest only.
                typing = ben.await("user.typing");
            }
            assertThat(typing.at("/payload/userId").asText()).isEqualTo(Demo.ANN);
        }
    }

    @Test
    void typingShowsNoAddressAndEndsWithTheConnection() {
        WireClient ben = subscribe(connect(Demo.BEN), "issue:issue_789");
        WireClient ann = connect(Demo.ANN);
        ann.send("{'action':'typing','issueId':'issue_789','isTyping':true}");
        JsonNode started = ben.await("user.typing");
        assertThat(started.at("/payload/isTyping").asBoolean()).isTrue();
        assertThat(started.at("/payload/userEmail").isMissingNode()).isTrue();
        ann.drop();
        assertThat(ben.await("user.typing").at("/payload/isTyping").asBoolean()).isFalse();
    }

    @Test
    void failedLoginsOfAnAddressAreCountedAndGoodOnesAlwaysPass() {
        List<Integer> codes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            codes.add(WireClient.connect(server.port(), Paths.LINEAR, "bad").awaitClose());
        }
        assertThat(codes.subList(0, 9)).containsOnly(4001);
        assertThat(codes.get(11)).isEqualTo(4008);
        connect(Demo.ANN);
    }

    @Test
    void theTokenMayComeInAHeaderOrASubprotocol() {
        String token = server.token(Demo.ANN);
        WireClient header = WireClient.connect(
                server.port(), Paths.LINEAR, shake -> shake.header("Authorization", "Bearer " + token));
        assertThat(header.next().path("type").asText()).isEqualTo("connection.ack");
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        WireClient subprotocol = WireClient.connect(
                server.port(), Paths.LINEAR, shake -> shake.subprotocols("bush.v4", "bearer." + encoded));
        assertThat(subprotocol.next().path("type").asText()).isEqualTo("connection.ack");
    }

    @Test
    void figuresAreForAdministratorsAndNameFiftyRoomsAtMost() {
        IntStream.range(0, 60)
                .forEach(i ->
                        server.app().directory().put(new Channel("issue", "i" + i), new Channel("team", "team_456")));
        String[] rooms = IntStream.range(0, 60).mapToObj(i -> "issue:i" + i).toArray(String[]::new);
        subscribe(connect(Demo.ANN), Arrays.copyOf(rooms, 40));
        subscribe(connect(Demo.BEN), Arrays.copyOfRange(rooms, 20, 60));

        // The rooms are confirmed; each user's own channel is in force a moment later.
        server.awaitHeard(new Channel("user", Demo.ANN));
        server.awaitHeard(new Channel("user", Demo.BEN));

        assertThat(server.ask("GET", "/linear/api/v1/ws/stats", Demo.BEN, null).status())
                .isEqualTo(403);
        assertThat(HttpDesk.ask(server.port(), "GET", "/linear/api/v1/ws/stats", "none", null, null)
                        .status())
                .isEqualTo(401);
        JsonNode stats = server.ask("GET", "/linear/api/v1/ws/stats", Demo.ANN, null)
                .body()
                .at("/data/stats");
        assertThat(stats.path("totalClients").asInt()).isEqualTo(2);
        assertThat(stats.path("totalRooms").asInt()).isEqualTo(62);
        assertThat(stats.path("clientsPerRoom")).hasSize(50);
        assertThat(stats.path("clientsPerRoom").elements().next().asInt()).isEqualTo(2);
    }

    @Test
    void theHundredAndFirstMessageOfAMinuteIsRefusedUntilAnAdministratorFreesTheLimit() {
        WireClient ben = server.connect(Paths.LINEAR, Demo.BEN);
        String connection = ben.next().at("/payload/connectionId").asText();
        for (int i = 0; i < 101; i++) {
            ben.send("{'type':'ping'}");
        }
        assertThat(ben.await("error").at("/payload/message").asText())
                .matches("Rate limit exceeded\\. Try again in \\d+ seconds\\.");

        String limits = "/linear/api/v1/ws/limits/" + connection;
        JsonNode messages = server.ask("GET", limits, Demo.ANN, null).body().path("messages");
        assertThat(messages.path("limit").asInt()).isEqualTo(100);
        assertThat(messages.path("remaining").asInt()).isZero();
        assertThat(messages.path("resetInMs").asInt()).isBetween(1, 60_000);
        assertThat(server.ask("DELETE", limits, Demo.BEN, null).status()).isEqualTo(403);
        assertThat(server.ask("DELETE", limits, Demo.ANN, null).status()).isEqualTo(204);
        ben.send("{'type':'ping'}");
        assertThat(ben.next().at("/payload/message").asText()).isEqualTo("pong");
    }

    @Test
    void aServerThatStopsSaysSoFirst() {
        WireClient ann = connect(Demo.ANN);
        // Longer than a machine is ever busy: whoever is late is closed without a word. She goes as soon as she has
        // heard it.
        var drained = server.app().node().drain(Duration.ofMinutes(1));

        assertThat(ann.next().path("type").asText()).isEqualTo("connection.closing");
        assertThat(ann.nextClose()).isEqualTo(1012);
        assertThat(drained.toCompletableFuture().join()).isNull();
    }
}
