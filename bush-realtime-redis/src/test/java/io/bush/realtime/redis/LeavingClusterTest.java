package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Retention;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisCluster;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.kit.LoggedWarnings;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import io.lettuce.core.event.DefaultEventBus;
import io.lettuce.core.event.Event;
import io.lettuce.core.event.EventBus;
import io.lettuce.core.event.connection.ReconnectAttemptEvent;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** A node leaves a cluster while lettuce tries to reach a server that is gone. */
@EachRedis(RedisLine.OLDEST)
@Tag("P11")
@Tag("section-6")
class LeavingClusterTest {

    private static final Channel FILE = new Channel("file", "file_a");

    /** Where lettuce says that it is about to reconnect, and waits here until it may go on. */
    private static final class HeldReconnects implements EventBus {

        private final EventBus all = new DefaultEventBus(Schedulers.immediate());
        private final CompletableFuture<Void> reached = new CompletableFuture<>();
        private final CompletableFuture<Void> released = new CompletableFuture<>();

        @Override
        public Flux<Event> get() {
            return all.get();
        }

        @Override
        public void publish(Event event) {
            if (event instanceof ReconnectAttemptEvent) {
                reached.complete(null);
                Concurrently.await(released);
            }
            all.publish(event);
        }
    }

    private final RedisBinary binary;

    LeavingClusterTest(RedisBinary binary) {
        this.binary = binary;
    }

    @Test
    void whatLettuceHasBegunIsOverBeforeItsThreadsEnd() {
        HeldReconnects held = new HeldReconnects();
        ClientResources resources =
                DefaultClientResources.builder().eventBus(held).build();
        try (RedisCluster cluster = RedisCluster.start(binary).patient();
                SystemTime time = SystemTime.start(2);
                LoggedWarnings warnings = new LoggedWarnings()) {
            RedisSettings settings = RedisSettings.over(Topologies.of(cluster)).with(Topologies.UNHURRIED);
            Backplane node = RedisBackplane.with(settings, resources).create(time.runtime());
            Concurrently.await(node.eventLog().heads(List.of(FILE), Retention.DEFAULT));
            RedisServer dead = cluster.masterOf(cluster.slotOf("bush:events:" + FILE.name()));
            dead.kill();
            Concurrently.await(held.reached);

            CompletableFuture<Void> left = CompletableFuture.runAsync(node::close);
            Until.holds(
                    "the node waits for whoever reconnects, or has gone without",
                    () -> left.isDone() || (allClosed(cluster, dead) && isWaitedFor(resources)));
            held.released.complete(null);
            Concurrently.await(left);

            assertThat(warnings.all())
                    .noneMatch(warning -> warning.startsWith("io.netty") || warning.contains("already closed"));
        } finally {
            held.released.complete(null);
            RedisBackplane.endThreads(resources);
        }
    }

    private static boolean allClosed(RedisCluster cluster, RedisServer dead) {
        return cluster.nodes().stream()
                .filter(server -> server != dead)
                .allMatch(server -> Topologies.nodesAt(server) == 0);
    }

    /** The worker that stands still has something else to do, too. */
    private static boolean isWaitedFor(ClientResources resources) {
        return StreamSupport.stream(resources.eventExecutorGroup().spliterator(), false)
                .anyMatch(worker -> ((SingleThreadEventExecutor) worker).pendingTasks() > 0);
    }
}
