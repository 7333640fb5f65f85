package io.bush.realtime.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.bush.realtime.Publication;
import io.bush.realtime.PublishResult;
import io.bush.realtime.backplane.Backplane;
import io.bush.realtime.backplane.BackplaneListener;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.relay.FreePort;
import io.bush.realtime.redis.RedisSettings.WhenUnreachable;
import io.bush.realtime.redis.kit.Heard;
import io.bush.realtime.testkit.Concurrently;
import io.bush.realtime.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A wrong setting fails when the node starts, by its name; and nothing of what was tried is left. */
@EachRedis
@Tag("P10")
@Tag("section-6")
class StartRefusalsTest {

    private final RedisBinary binary;
    /** Everything that was opened, newest first. */
    private final List<AutoCloseable> opened = new ArrayList<>();

    private Set<String> threadsBefore = Set.of();

    StartRefusalsTest(RedisBinary binary) {
        this.binary = binary;
    }

    @BeforeEach
    void note() {
        threadsBefore = threads();
    }

    @AfterEach
    void closeAllAndFindNothingLeft() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        Until.holds(
                "no thread of lettuce or of a node is left: " + threads(), () -> threadsBefore.containsAll(threads()));
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("lettuce-") || name.startsWith("bush-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(0, one);
        return one;
    }

    private RedisServer server(String... settings) {
        return opened(RedisServer.start(binary, settings));
    }

    /** Unhurried: a connection that takes longer than it may tells nothing of what is wrong. */
    private static RedisSettings at(RedisServer server) {
        return RedisSettings.of(server.uri()).with(Topologies.UNHURRIED);
    }

    /** Neither a node nor a publisher starts, and both say this, but never the password. */
    private static void isRefused(RedisSettings settings, String... says) {
        RedisStartException ofNode;
        try (SystemTime time = SystemTime.start(2)) {
            ofNode = catchThrowableOfType(
                    RedisStartException.class,
                    () -> RedisBackplane.with(settings).create(time.runtime()));
        }
        RedisStartException ofPublisher = catchThrowableOfType(
                RedisStartException.class, () -> RedisPublisher.open(settings, ChannelTypes.defaults()));
        RedisCredentials credentials = settings.credentials();
        assertThat(ofNode).as("of a node").isNotNull();
        assertThat(ofPublisher).as("of a publisher").isNotNull();
        for (RedisStartException refusal : List.of(ofNode, ofPublisher)) {
            assertThat(refusal.getMessage()).contains(says);
            if (credentials != null) {
                assertThat(refusal.toString()).doesNotContain(credentials.password());
            }
        }
    }

    private static void nobodyIsConnected(RedisServer server) {
        try {
            Until.holds(
                    "nobody is connected",
                    () -> server.client().text("CLIENT", "LIST").lines().count() == 1);
        } catch (AssertionError somebodyIs) {
            throw new AssertionError(server.client().text("CLIENT", "LIST"), somebodyIs);
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutShowingIt() {
        RedisServer server = server();
        server.client().call("ACL", "SETUSER", "bush", "on", ">another", "~*", "+@all");

        isRefused(at(server).with(new RedisCredentials("bush", "hunter2")), "redis.credentials", "bush", "WRONGPASS");
        nobodyIsConnected(server);
    }

    @Test
    void aPasswordThatIsMissingIsSaid() {
        RedisServer server = server();
        server.client().call("CONFIG", "SET", "requirepass", "right");

        isRefused(at(server), "redis.credentials is null", "NOAUTH");
        nobodyIsConnected(server);
    }

    @Test
    void rightsThatAreNotEnoughAreSaidWithThePrefixTheyAreFor() {
        RedisServer server = server();
        for (String missing : List.of("-evalsha -eval", "-publish", "resetkeys ~other:*", "-set")) {
            List<Object> words =
                    new ArrayList<>(List.of("ACL", "SETUSER", "bush", "reset", "on", ">hunter2", "~*", "+@all"));
            if (binary.version().compareTo("7") > 0) {
                words.add("&*");
            }
            words.addAll(List.of(missing.split(" ")));
            server.client().call(words.toArray());

            isRefused(
                    at(server).with(new RedisCredentials("bush", "hunter2")),
                    "redis.credentials",
                    "redis.prefix \"bush\"",
                    "the rights are not enough");
        }
        nobodyIsConnected(server);
    }

    @Test
    void aNodeThatMayNotSubscribeIsToldAndAPublisherNeedNot() {
        RedisServer server = server();
        server.client().call("ACL", "SETUSER", "bush", "on", ">hunter2", "~*", "+@all", "-subscribe");
        if (binary.version().compareTo("7") > 0) {
            server.client().call("ACL", "SETUSER", "bush", "&*");
        }
        RedisSettings settings = at(server).with(new RedisCredentials("bush", "hunter2"));
        try (SystemTime time = SystemTime.start(2)) {
            assertThatThrownBy(() -> RedisBackplane.with(settings).create(time.runtime()))
                    .isInstanceOf(RedisStartException.class)
                    .hasMessageContaining("redis.credentials")
                    .hasMessageContaining("subscribe");
        }
        RedisPublisher.open(settings, ChannelTypes.defaults()).close();
        nobodyIsConnected(server);
    }

    @Test
    void aHostNobodyKnowsIsSaid() {
        isRefused(
                RedisSettings.of("redis://no-such-host.invalid").with(Topologies.UNHURRIED),
                "redis.topology",
                "no-such-host.invalid",
                "not known");
    }

    @Test
    void aDatabaseThatIsNotThereIsSaid() {
        RedisServer server = server();

        isRefused(
                RedisSettings.of(server.uri() + "/99").with(Topologies.UNHURRIED),
                "redis.topology",
                "99",
                "no such database");
        nobodyIsConnected(server);
    }

    @Test
    void aServerThatIsNotThereFailsTheStartUnlessToldOtherwise() {
        RedisSettings settings = RedisSettings.of("redis://127.0.0.1:" + FreePort.next());

        isRefused(settings, "redis.topology", "redis.whenUnreachable", "START_DEGRADED");
        try (RedisPublisher degraded =
                RedisPublisher.open(settings.with(WhenUnreachable.START_DEGRADED), ChannelTypes.defaults())) {
            assertThat(Concurrently.await(degraded.publish(Publication.of(new Channel("file", "file_a"), "e.1", 1))))
                    .isInstanceOfSatisfying(
                            PublishResult.Rejected.class,
                            rejected -> assertThat(rejected.cause()).isEqualTo(PublishResult.Cause.UNAVAILABLE));
        }
    }

    @Test
    void whatMayPassByItselfIsNoWrongSetting() {
        RedisServer server = server();
        server.client().call("CONFIG", "SET", "min-replicas-to-write", "1");
        // The pauses between the tries are parts of the first; and the last try has to tell the reason, however late.
        RedisSettings settings =
                at(server).with(RedisTiming.DEFAULT.withDeadlines(Duration.ofMillis(200), Duration.ofSeconds(10)));
        isRefused(settings, "just now", "NOREPLICAS", "START_DEGRADED");
        nobodyIsConnected(server);
        Heard<String> news = new Heard<>();
        try (SystemTime time = SystemTime.start(2);
                Backplane degraded = RedisBackplane.with(settings.with(WhenUnreachable.START_DEGRADED))
                        .create(time.runtime())) {
            degraded.listen(new BackplaneListener() {
                @Override
                public void onOutage(Throwable cause) {
                    news.add("outage");
                }

                @Override
                public void onReturn() {
                    news.add("return");
                }
            });
            assertThat(news.await(1)).containsExactly("outage");
            server.client().call("CONFIG", "SET", "min-replicas-to-write", "0");
            assertThat(news.await(2)).containsExactly("outage", "return");
        }
        nobodyIsConnected(server);
    }

    @Test
    void aServerThatTakesNoMoreClientsIsNoWrongSettingEither() {
        RedisServer server = server();
        server.client().call("CONFIG", "SET", "maxclients", "1");

        // The server's own word, or that it was lost six times (TurnedAwayTest).
        isRefused(at(server), "just now", "clients", "START_DEGRADED");
        nobodyIsConnected(server);
    }

    @Test
    @Tag("P11")
    void whoeverIsInterruptedWhileTheStartIsCheckedLeavesNothing() throws Exception {
        RedisServer server = server();
        server.client();
        server.pause();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread starting = new Thread(() -> {
            try (SystemTime time = SystemTime.start(2)) {
                begun.complete(null);
                // Not unhurried: whoever shuts down waits for a connection that is being made.
                RedisBackplane.with(RedisSettings.of(server.uri()))
                        .create(time.runtime())
                        .close();
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        starting.start();
        Concurrently.await(begun);
        Until.holds("it waits for the server", () -> starting.getState() == Thread.State.TIMED_WAITING);
        starting.interrupt();
        starting.join(Until.DEADLINE.toMillis());
        server.resume();

        assertThat(thrown.get()).isInstanceOf(RedisStartException.class).hasMessageContaining("interrupted");
        nobodyIsConnected(server);
    }

    @Test
    @Tag("P11")
    void whatIsClosedLeavesNoThreadAndNoConnection() {
        RedisServer server = server();
        RedisSettings settings = at(server);
        for (int i = 0; i < 3; i++) {
            try (SystemTime time = SystemTime.start(2);
                    Backplane node = RedisBackplane.with(settings).create(time.runtime());
                    RedisPublisher publisher = RedisPublisher.open(settings, ChannelTypes.defaults())) {
                Concurrently.await(node.bus().subscribe(new Channel("file", "file_a")));
                Concurrently.await(publisher.publish(Publication.of(new Channel("file", "file_a"), "e.1", 1)));
            }
            nobodyIsConnected(server);
        }
    }
}
