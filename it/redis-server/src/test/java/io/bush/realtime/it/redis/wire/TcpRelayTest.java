package io.bush.realtime.it.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.it.redis.OneRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.Until;
import io.bush.realtime.it.redis.binary.RedisBinary;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OneRedis
class TcpRelayTest {

    private static final Duration SHORT = Duration.ofMillis(150);

    private final RedisServer redis;
    private final TcpRelay relay;
    private RespClient client;

    TcpRelayTest(RedisServer redis) {
        this.redis = redis;
        this.relay = TcpRelay.to(redis.port());
    }

    @BeforeEach
    void connect() {
        client = RespClient.connect(relay.port());
        assertThat(client.text("PING")).isEqualTo("PONG");
    }

    @AfterEach
    void close() {
        client.close();
        relay.close();
        Until.holds("all connections ended", () -> relay.all().connections() == 0);
    }

    @Test
    void cutsTheConnectionsThereAreAndTakesNewOnes() {
        relay.all().cut();

        assertThatThrownBy(() -> client.text("PING")).isInstanceOf(UncheckedIOException.class);
        try (RespClient next = RespClient.connect(relay.port())) {
            assertThat(next.text("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void refusesNewConnectionsAndKeepsTheOthersUntilItAcceptsAgain() {
        relay.refuse();

        assertThatThrownBy(() -> RespClient.connect(relay.port())).isInstanceOf(UncheckedIOException.class);
        assertThat(client.text("PING")).isEqualTo("PONG");
        relay.accept();
        RespClient.connect(relay.port()).close();
    }

    @Test
    void aStalledRequestArrivesOnceHealed() {
        relay.all().stallRequests();
        client.send("INCR", "count");
        assertThat(redis.client().call("GET", "count")).isNull();

        relay.all().heal();

        assertThat(client.read()).isEqualTo(1L);
    }

    @Test
    void aStalledReplyComesOnceHealedThoughItsCommandWasDone() {
        relay.all().stallReplies();
        client.send("INCR", "count");
        Until.holds("done", () -> redis.client().call("GET", "count") != null);
        relay.all().heal();

        assertThat(client.read()).isEqualTo(1L);
    }

    @Test
    void aStalledConnectionIsNotEndedForTheServerWhenItsClientLeaves() {
        relay.all().stall();
        client.close();

        assertThat(redis.client().text("CLIENT", "LIST", "TYPE", "normal").lines())
                .hasSizeGreaterThan(1);
        relay.all().heal();
        Until.holds("ended", () -> relay.all().connections() == 0);
    }

    @Test
    void aSwallowedReplyNeverComes() {
        try (RespClient hasty = RespClient.connect(relay.port(), SHORT)) {
            relay.all().swallowReplies();

            assertThatThrownBy(() -> hasty.number("INCR", "count")).isInstanceOf(UncheckedIOException.class);
            Until.holds("done", () -> redis.client().call("GET", "count") != null);
            assertThat(redis.client().text("GET", "count")).isEqualTo("1");
        }
    }

    @Test
    void aSwallowedRequestIsNeverDone() {
        try (RespClient hasty = RespClient.connect(relay.port(), SHORT)) {
            relay.all().swallowRequests();

            assertThat(relay.all().swallowedBytes()).isZero();
            assertThatThrownBy(() -> hasty.number("INCR", "count")).isInstanceOf(UncheckedIOException.class);
            int request = "*2\r\n$4\r\nINCR\r\n$5\r\ncount\r\n".length();
            Until.holds("swallowed", () -> relay.all().swallowedBytes() == request);
            relay.all().heal();
            assertThat(redis.client().call("GET", "count")).isNull();
        }
    }

    @Test
    void aDelayHoldsEachPieceBackAndEndsWhenHealed() {
        long start = System.nanoTime();
        relay.all().delay(SHORT);
        assertThat(client.text("PING")).isEqualTo("PONG");
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(SHORT.multipliedBy(2).toNanos());

        relay.all().delay(Duration.ofHours(1));
        client.send("PING");
        relay.all().heal();
        assertThat(client.read()).isEqualTo("PONG");
    }

    @Test
    void aThrottledConnectionIsSlow() {
        relay.all().throttle(1_000);
        long start = System.nanoTime();

        client.text("SET", "key", "x".repeat(200));

        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        assertThatThrownBy(() -> relay.all().throttle(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aConnectionThatSubscribesIsOfTheOtherKind() {
        try (RespClient subscriber = RespClient.connect(relay.port())) {
            subscriber.call("SUBSCRIBE", "news");
            Until.holds("told apart", () -> relay.pubSub().connections() == 1);
            relay.pubSub().stall();
            redis.client().number("PUBLISH", "news", "late");

            assertThat(client.text("PING")).isEqualTo("PONG");
            relay.commands().cut();
            assertThatThrownBy(() -> client.text("PING")).isInstanceOf(UncheckedIOException.class);
            relay.pubSub().heal();
            assertThat(subscriber.read()).isNotNull();
            relay.pubSub().cut();
            assertThatThrownBy(subscriber::read).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void newConnectionsGoWhereTheTargetIsNow(RedisBinary binary) {
        try (RedisServer other = RedisServer.start(binary)) {
            other.client().text("SET", "name", "other");
            relay.target(other.port());

            assertThat(client.call("GET", "name")).isNull();
            try (RespClient next = RespClient.connect(relay.port())) {
                assertThat(next.text("GET", "name")).isEqualTo("other");
            }
        }
    }
}
