package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.dialects.conversations.ConversationsDialect;
import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.Wait;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.examples.dialects.linear.LinearDialect;
import io.bush.examples.dialects.tasks.TasksDialect;
import io.bush.realtime.Publication;
import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Event;
import io.bush.realtime.channel.ViewClass;
import io.bush.realtime.protocol.BushDialect;
import io.bush.realtime.protocol.ClientMessage;
import io.bush.realtime.protocol.Dialect;
import io.bush.realtime.protocol.Frame;
import io.bush.realtime.protocol.InvalidMessageException;
import io.bush.realtime.protocol.ServerMessage;
import io.bush.realtime.transport.FrameBatch;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several dialects on one channel. */
@Tag("contract-3.19")
class OneHubTest {

    private static final Channel PROJECT = new Channel("project", "project_abc");
    private static final int EVENTS = 50;

    /** Counts the events of the project that a dialect encodes. */
    private record Counting(Dialect dialect, AtomicInteger encoded) implements Dialect {

        static Counting of(Dialect dialect) {
            return new Counting(dialect, new AtomicInteger());
        }

        @Override
        public String name() {
            return dialect.name();
        }

        @Override
        public ClientMessage decode(String text) throws InvalidMessageException {
            return dialect.decode(text);
        }

        @Override
        public @Nullable Frame encode(ServerMessage message) {
            return dialect.encode(message);
        }

        @Override
        public @Nullable Frame encode(Event event, ViewClass view) {
            // Ann's contacts hear that she is online, on a channel of their own.
            encoded.addAndGet(event.channel().equals(PROJECT) ? 1 : 0);
            return dialect.encode(event, view);
        }

        @Override
        public Client meet(Principal who) {
            return dialect.meet(who);
        }

        @Override
        public PresenceForm presence() {
            return dialect.presence();
        }
    }

    /** A socket that ends here. */
    private static final class Heard implements Transport {

        private final List<String> frames = new CopyOnWriteArrayList<>();

        @Override
        public void send(FrameBatch batch, Completion completion) {
            batch.frames().forEach(frame -> frames.add(frame.text()));
            completion.completed(null);
        }

        @Override
        public void ping() {}

        @Override
        public void close(int code, String reason) {}

        @Override
        public void abort() {}

        @Override
        public String path() {
            return "heard";
        }

        /** How many events have a field. */
        int events(String field) {
            int count = 0;
            for (String frame : frames) {
                count += frame.contains("\"" + field + "\":") ? 1 : 0;
            }
            return count;
        }
    }

    @Test
    void anEventIsEncodedOnceForEachDialectHoweverManyListen() {
        try (DialectsApp app = Container.app(Choices.DEFAULT)) {
            Map<Counting, String> dialects = Map.of(
                    Counting.of(new LinearDialect(Clock.systemUTC())),
                    "{\"action\":\"subscribe\",\"rooms\":[\"project:project_abc\"]}",
                    Counting.of(new TasksDialect()),
                    "{\"type\":\"subscribe\",\"room\":\"project:project_abc\"}",
                    Counting.of(new ConversationsDialect(Clock.systemUTC())),
                    "{\"type\":\"subscribe\",\"data\":{\"channel\":\"project:project_abc\"}}",
                    Counting.of(new BushDialect()),
                    "{\"action\":\"subscribe\",\"channel\":\"project\",\"resource_id\":\"project_abc\"}");
            app.directory().add(new Channel("workspace", "ws_123"), "user_cat");
            List<Heard> all = new ArrayList<>();
            dialects.forEach((dialect, subscribe) -> {
                for (String user : List.of(Demo.ANN, Demo.BEN, "user_cat")) {
                    String token = app.tokens().issue(user, user, Duration.ofHours(1));
                    Heard socket = new Heard();
                    TransportListener wire = app.node()
                            .gate(dialect)
                            .open(new Handshake(null, "/", Map.of(), Map.of("token", List.of(token))), socket);
                    wire.onTextEnd(subscribe);
                    all.add(socket);
                }
            });
            Wait.until(() -> app.node().stats().subscribersByChannel().getOrDefault(PROJECT, 0) == all.size());
            // Who was still catching up gets what came meanwhile on their own; whoever has heard this is level.
            var first = app.node().publish(Publication.of(PROJECT, "task.updated", Map.of("probe", true)));
            Wait.until(() -> all.stream().allMatch(socket -> socket.events("probe") == 1));
            dialects.keySet().forEach(dialect -> dialect.encoded().set(0));
            for (int i = 0; i < EVENTS; i++) {
                var unused = app.node().publish(Publication.of(PROJECT, "task.updated", Map.of("number", i)));
            }
            Wait.until(() -> all.stream().allMatch(socket -> socket.events("number") == EVENTS));

            assertThat(first.toCompletableFuture()).isCompleted();
            assertThat(dialects.keySet())
                    .allSatisfy(dialect ->
                            assertThat(dialect.encoded()).as(dialect.name()).hasValue(EVENTS));
        }
    }

    @Test
    void everybodySeesTheSameEventsInTheSameOrder() throws Exception {
        try (Container server = ((Container.Kind) JettyContainer::start).start()) {
            WireClient linear = server.connect(Paths.LINEAR, Demo.ANN)
                    .send("{'action':'subscribe','rooms':['project:project_abc']}");
            linear.await("room.subscribed");
            WireClient tasks =
                    server.connect(Paths.TASKS, Demo.BEN).send("{'type':'subscribe','room':'project:project_abc'}");
            tasks.await("presence:update");
            WireClient bush = server.connect(Paths.CANONICAL, Demo.BEN)
                    .send("{'action':'subscribe','channel':'project','resource_id':'project_abc'}");
            bush.await("presence.state");
            for (int i = 0; i < EVENTS; i++) {
                var unused = server.app().node().publish(Publication.of(PROJECT, "task.updated", Map.of("number", i)));
            }
            for (int i = 0; i < EVENTS; i++) {
                JsonNode one = linear.next();
                assertThat(one.path("type").asText()).isEqualTo("task.updated");
                assertThat(one.at("/payload/number").asInt()).isEqualTo(i);
                JsonNode two = tasks.next();
                assertThat(two.path("type").asText()).isEqualTo("task:updated");
                assertThat(two.at("/data/number").asInt()).isEqualTo(i);
                JsonNode three = bush.next();
                assertThat(three.path("event").asText()).isEqualTo("task.updated");
                assertThat(three.at("/data/number").asInt()).isEqualTo(i);
            }
        }
    }

    @Test
    @Tag("P5")
    void nobodyReadsAnotherWorkspaceInAnyDialect() throws Exception {
        try (Container server = ((Container.Kind) JettyContainer::start).start()) {
            List<String> rooms = List.of(
                    "workspace:ws_123",
                    "team:team_456",
                    "issue:issue_789",
                    "project:project_abc",
                    "cycle:cycle_def",
                    "user:user_ann",
                    "contacts:user_ann",
                    "conversation:conv_1",
                    "book:my-novel");
            WireClient linear = server.connect(Paths.LINEAR, Demo.EVE);
            WireClient tasks = server.connect(Paths.TASKS, Demo.EVE);
            WireClient talks = server.connect(Paths.CONVERSATIONS, Demo.EVE);
            WireClient blobs = server.connect(Paths.REYNA, Demo.EVE);
            talks.next();
            blobs.next();
            linear.next();
            tasks.next();
            for (String room : rooms) {
                linear.send("{'action':'subscribe','rooms':['" + room + "']}");
                assertThat(linear.next().path("type").asText()).as(room).isEqualTo("error");
                talks.send("{'type':'subscribe','data':{'channel':'" + room + "'}}");
                assertThat(talks.next().path("type").asText()).as(room).isEqualTo("error");
                tasks.send("{'type':'subscribe','room':'" + room + "'}");
                assertThat(tasks.next().path("type").asText()).as(room).isEqualTo("error");
            }
            Wait.until(() -> server.app().node().stats().channels() >= 3);
            assertThat(server.app().node().stats().subscribersByChannel().keySet())
                    .containsExactly(
                            new Channel("contacts", Demo.EVE),
                            new Channel("news", "all"),
                            new Channel("user", Demo.EVE));
            assertThat(server.ask("POST", "/linear/api/v1/issues/issue_789/comments", Demo.EVE, "{\"body\":\"x\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(server.ask("POST", "/tasks/api/projects/project_abc/tasks", Demo.EVE, "{\"title\":\"x\"}")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    @Tag("P6")
    void whoLeavesAWorkspaceHearsNoMoreOfIt() throws Exception {
        try (Container server = ((Container.Kind) JettyContainer::start).start()) {
            WireClient ben =
                    server.connect(Paths.TASKS, Demo.BEN).send("{'type':'subscribe','room':'project:project_abc'}");
            ben.await("presence:update");
            server.app().directory().remove(new Channel("workspace", "ws_123"), Demo.BEN);
            server.app()
                    .node()
                    .permissionsChanged(AccessSelector.user(Demo.BEN))
                    .toCompletableFuture()
                    .join();
            assertThat(ben.next().path("message").asText()).isEqualTo("Access to this room has ended");
            server.ask("POST", "/tasks/api/projects/project_abc/tasks", Demo.ANN, "{\"title\":\"x\"}");
            ben.send("{'type':'ping'}");
            assertThat(ben.next().path("type").asText()).isEqualTo("pong");
        }
    }
}
