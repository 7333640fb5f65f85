package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.Wait;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.realtime.it.relay.FreePort;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What seed 004 stumbles over, and how it is answered here (docs/dialects.md). */
@Tag("seed004")
class TasksTrapsTest {

    private static final String PROJECT = "project:project_abc";
    private static final String TASKS = "/tasks/api/projects/project_abc/tasks";

    private static Container start() throws Exception {
        return ((Container.Kind) JettyContainer::start).start();
    }

    private static WireClient viewer(Container server, String user) {
        WireClient client = server.connect(Paths.TASKS, user);
        client.send("{'type':'subscribe','room':'" + PROJECT + "'}");
        client.await("presence:update");
        return client;
    }

    @Test
    void everyTabOfAUserHearsAndClosingOneLeavesTheOther() throws Exception {
        try (Container server = start()) {
            WireClient first = viewer(server, Demo.ANN);
            WireClient second = viewer(server, Demo.ANN);
            server.ask("POST", TASKS, Demo.BEN, "{\"title\":\"one\"}");
            assertThat(first.next().at("/data/task/title").asText()).isEqualTo("one");
            assertThat(second.next().at("/data/task/title").asText()).isEqualTo("one");
            second.close();
            assertThat(second.awaitClose()).isEqualTo(1000);
            server.ask("POST", TASKS, Demo.BEN, "{\"title\":\"two\"}");
            assertThat(first.next().at("/data/task/title").asText()).isEqualTo("two");
        }
    }

    @Test
    void aUserInTwoTabsIsThereOnceUntilTheLastOneIsClosed() throws Exception {
        try (Container server = start()) {
            WireClient ben = viewer(server, Demo.BEN);
            WireClient first = viewer(server, Demo.ANN);
            WireClient second = viewer(server, Demo.ANN);
            first.send("{'type':'presence','action':'join','room':'" + PROJECT + "'}");
            assertThat(awaitUsers(ben, "user_ann")).isEqualTo("user_ann");
            second.send("{'type':'presence','action':'join','room':'" + PROJECT + "'}");
            first.close();
            assertThat(first.awaitClose()).isEqualTo(1000);
            ben.send("{'type':'presence','action':'join','room':'" + PROJECT + "'}");
            assertThat(awaitUsers(ben, "user_ann,user_ben")).isEqualTo("user_ann,user_ben");
            second.close();
            assertThat(awaitUsers(ben, "user_ben")).isEqualTo("user_ben");
        }
    }

    /** Sorted: a close of one socket and a join over another have no order between them. */
    private static String users(WireClient client) {
        TreeSet<String> ids = new TreeSet<>();
        for (JsonNode user : client.await("presence:update").path("users")) {
            ids.add(user.path("id").asText());
        }
        return String.join(",", ids);
    }

    /** Reads on until a list comes; the lists between are pictures of what was between. */
    private static String awaitUsers(WireClient client, String expected) {
        String seen = users(client);
        while (!seen.equals(expected)) {
            seen = users(client);
        }
        return seen;
    }

    @Test
    void roomsNobodyIsInCostNothing() throws Exception {
        try (Container server = start()) {
            WireClient ann = viewer(server, Demo.ANN);
            assertThat(server.app().node().stats().channels()).isEqualTo(1);
            ann.drop();
            Wait.until(() -> server.app().node().stats().channels() == 0);
        }
    }

    @Test
    void withoutRedisTasksAreChangedAndShownAllTheSame() throws Exception {
        RedisSettings nowhere = RedisSettings.of("redis://127.0.0.1:" + FreePort.next())
                .with(RedisSettings.WhenUnreachable.START_DEGRADED);
        Choices choices = Choices.DEFAULT.over(RedisBackplane.with(nowhere));
        try (Container server = JettyContainer.start(Container.app(choices))) {
            WireClient ann = server.connect(Paths.TASKS, Demo.ANN);
            ann.send("{'type':'subscribe','room':'" + PROJECT + "'}");
            ann.await("subscribed");
            assertThat(server.ask("POST", TASKS, Demo.BEN, "{\"title\":\"alone\"}")
                            .status())
                    .isEqualTo(200);
            assertThat(ann.await("task:created").at("/data/task/title").asText())
                    .isEqualTo("alone");
        }
    }
}
