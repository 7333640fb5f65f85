package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Seed 004 on two servers that share Redis. */
@EachRedis
@Tag("seed004")
class TwoServersTest {

    private static final String ROOM = "project:project_abc";

    private final RedisServer redis;

    TwoServersTest(RedisServer redis) {
        this.redis = redis;
    }

    private Container start() throws Exception {
        RedisSettings shared = RedisSettings.of("redis://127.0.0.1:" + redis.port());
        return JettyContainer.start(Container.app(Choices.DEFAULT.over(RedisBackplane.with(shared))));
    }

    @Test
    void whoIsInARoomAndWhatHappensThereIsTheSameOnBoth() throws Exception {
        try (Container one = start();
                Container two = start()) {
            WireClient ann = one.connect(Paths.TASKS, Demo.ANN);
            WireClient ben = two.connect(Paths.TASKS, Demo.BEN);
            for (WireClient client : new WireClient[] {ann, ben}) {
                client.send("{'type':'subscribe','room':'" + ROOM + "'}");
                client.await("presence:update");
            }
            ann.send("{'type':'presence','action':'join','room':'" + ROOM + "'}");
            assertThat(ben.await("presence:update").at("/users/0/id").asText()).isEqualTo(Demo.ANN);
            ben.send("{'type':'presence','action':'join','room':'" + ROOM + "'}");
            int total = ann.await("presence:update").path("total").asInt();
            while (total != 2) {
                // The picture with her alone, unless the next one has replaced it before it left.
                assertThat(total).isEqualTo(1);
                total = ann.await("presence:update").path("total").asInt();
            }

            one.ask("POST", "/tasks/api/projects/project_abc/tasks", Demo.ANN, "{\"title\":\"shared\"}");
            assertThat(ben.await("task:created").at("/data/task/title").asText())
                    .isEqualTo("shared");
            assertThat(ann.await("task:created").at("/data/task/title").asText())
                    .isEqualTo("shared");
        }
    }
}
