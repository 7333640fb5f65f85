package io.bush.examples.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.examples.review.node.NodeSettings;
import io.bush.examples.review.realtime.RedisOption;
import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.relay.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said when a node cannot be one of several. */
@OneRedis
class NodeStartTest {

    @TempDir
    Path data;

    private ReviewSettings node(String id, String redis) {
        NodeSettings settings =
                new NodeSettings(id, RedisOption.parse(NodeProcess.patient(redis)), null, Duration.ZERO);
        return new ReviewSettings("127.0.0.1", 0, data, null, 1 << 20, Duration.ofHours(1), settings);
    }

    @Test
    void aNameThatIsTakenIsNamedAndItsHolderGoesOn(RedisServer redis) {
        try (RunningServer first = RunningServer.start(node("a", redis.uri()))) {
            ReviewSettings same = node("a", redis.uri());

            assertThatThrownBy(() -> RunningServer.start(same))
                    .isInstanceOf(StartFailure.class)
                    .hasMessage("--node-id is a, but another process of this name works in " + data
                            + ", allowed: a name of its own for each");
            try (RunningServer other = RunningServer.start(node("b", redis.uri()))) {
                assertThat(other.url()).isNotEqualTo(first.url());
            }
        }
    }

    @Test
    void aProcessThatSharesNothingIsRefusedWhereANodeWorks(RedisServer redis) {
        try (RunningServer first = RunningServer.start(node("a", redis.uri()))) {
            assertThat(first.url()).startsWith("http://");
            ReviewSettings alone = TestServer.settings(data);

            assertThatThrownBy(() -> RunningServer.start(alone))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageContaining("another process works in it");
        }
    }

    @Test
    void aRedisThatCannotBeReachedIsNamedWithoutItsPassword() {
        int nobody = FreePort.next();
        ReviewSettings unreachable = node("a", "redis://:geheim@127.0.0.1:" + nobody);

        assertThatThrownBy(() -> RunningServer.start(unreachable))
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("--redis is redis://***@127.0.0.1:" + nobody)
                .hasMessageContaining(", but it cannot be used:")
                .hasMessageContaining("Connection refused")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void aLoginThatRedisDoesNotKnowIsNamedWithoutItsPassword(RedisServer redis) {
        ReviewSettings wrong = node("a", redis.uri().replace("redis://", "redis://nobody:geheim@"));

        assertThatThrownBy(() -> RunningServer.start(wrong))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("redis.credentials")
                .hasMessageNotContaining("geheim");
    }
}
