package io.bush.examples.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.examples.dialects.ends.Container;
import io.bush.examples.dialects.ends.JettyContainer;
import io.bush.examples.dialects.ends.WireClient;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.redis.RedisBackplane;
import io.bush.realtime.redis.RedisSettings;
import io.bush.realtime.redis.RedisTiming;
import java.time.Duration;
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

    /** Reads on until so many people are shown; never more. The pictures before may come twice, or be replaced before they leave. */
    private static JsonNode awaitTotal(WireClient client, int total) {
        JsonNode picture = client.await("presence:update");
        while (picture.path("total").asInt() != total) {
            assertThat(picture.path("total").asInt()).isLessThan(total);
            picture = client.await("presence:update");
        }
        return picture;
    }

    private Container start() throws Exception {
        RedisTiming usual = RedisTiming.DEFAULT;
        // Patient, so that a busy machine is no outage, in which subscribes are refused.
        RedisTiming patient = new RedisTiming(
                Duration.ofSeconds(15),
                Duration.ofSeconds(8),
                usual.probe(),
                usual.probeAnswer(),
                usual.linger(),
                usual.masterPoll(),
                usual.topologyRefresh());
        RedisSettings shared =
                RedisSettings.of("redis://127.0.0.1:" + redis.port()).with(patient);
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
            assertThat(awaitTotal(ben, 1).at("/users/0/id").asText()).isEqualTo(Demo.ANN);
            ben.send("{'type':'presence','action':'join','room':'" + ROOM + "'}");
            assertThat(awaitTotal(ann, 2).path("users")).hasSize(2);

            one.ask("POST", "/tasks/api/projects/project_abc/tasks", Demo.ANN, "{\"title\":\"shared\"}");
            assertThat(ben.await("task:created").at("/data/task/title").asText())
                    .isEqualTo("shared");
            assertThat(ann.await("task:created").at("/data/task/title").asText())
                    .isEqualTo("shared");
        }
    }
}
