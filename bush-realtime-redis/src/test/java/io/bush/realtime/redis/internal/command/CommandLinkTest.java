package io.bush.realtime.redis.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.redis.internal.lane.Lane;
import io.bush.realtime.redis.internal.topology.Servers;
import io.bush.realtime.redis.internal.topology.Session;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.time.NodeRuntime;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P10")
class CommandLinkTest {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Servers whose connections come to nothing: each try ends as planned, all later ones do not end. */
    private static final class Unwilling implements Servers {
        private final Queue<CompletionStage<Session>> tries = new ArrayDeque<>();

        Unwilling(List<CompletableFuture<Session>> tries) {
            this.tries.addAll(tries);
        }

        @Override
        public CompletionStage<Session> commands() {
            CompletionStage<Session> next = tries.poll();
            return next == null ? new CompletableFuture<>() : next;
        }

        @Override
        public CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> bus() {
            throw new UnsupportedOperationException("commands only");
        }

        @Override
        public void close(StatefulRedisPubSubConnection<String, byte[]> connection) {
            throw new UnsupportedOperationException("commands only");
        }

        @Override
        public Duration patience() {
            return PATIENCE;
        }

        @Override
        public void close() {}
    }

    private static final CommandLink.Listener NOBODY = new CommandLink.Listener() {
        @Override
        public void connected() {}

        @Override
        public void failed(RedisFailure failure) {}
    };

    @Test
    void whatAServerSaidIsNotForgottenBecauseTheNextTriesOnlyTookTooLong() {
        ManualTime time = new ManualTime();
        Servers servers = new Unwilling(List.of(
                new CompletableFuture<>(),
                CompletableFuture.failedFuture(new RedisCommandExecutionException("WRONGPASS invalid"))));
        CommandLink link = new CommandLink(
                servers, new NodeRuntime(time, time, Runnable::run, new Random(1)), new Lane(Runnable::run), NOBODY);
        link.start();
        time.advance(PATIENCE);
        assertThat(link.why()).hasMessage("no connection after PT3S");
        time.advance(Duration.ofMinutes(1));
        assertThat(link.why()).hasMessage("WRONGPASS invalid");
        link.close();
    }
}
