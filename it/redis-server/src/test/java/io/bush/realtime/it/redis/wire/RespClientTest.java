package io.bush.realtime.it.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EachRedis
class RespClientTest {

    private final RespClient client;

    RespClientTest(RedisServer redis) {
        client = redis.connect();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void readsEveryKindOfAnswer() {
        assertThat(client.call("SET", "key", "välue")).isEqualTo("OK");
        assertThat(client.text("GET", "key")).isEqualTo("välue");
        assertThat(client.call("GET", "absent")).isNull();
        assertThat(client.number("APPEND", "key", 1)).isEqualTo(7);
        assertThat(client.texts("MGET", "key")).containsExactly("välue1");
        assertThat(client.texts("KEYS", "no*")).isEmpty();
        assertThat(client.text("SET", "empty", "")).isEqualTo("OK");
        assertThat(client.bytes("GET", "empty")).isEmpty();
    }

    @Test
    void throwsAnErrorAndGoesOn() {
        assertThatThrownBy(() -> client.call("NOPE"))
                .isInstanceOfSatisfying(
                        RespError.class, error -> assertThat(error.kind()).isEqualTo("ERR"));
        assertThat(client.text("PING")).isEqualTo("PONG");
    }

    @Test
    void keepsAnErrorInsideAListInItsPlace() {
        client.text("SET", "word", "a");
        client.call("MULTI");
        client.call("INCR", "word");
        client.call("INCR", "number");

        assertThat((List<?>) client.call("EXEC"))
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(RespError.class),
                        second -> assertThat(second).isEqualTo(1L));
    }

    @Test
    void carriesBytesAsTheyAre() {
        client.number("RPUSH", "list", "a", "b");
        byte[] dump = client.bytes("DUMP", "list");
        client.number("DEL", "list");

        assertThat(client.text("RESTORE", "list", 0, dump)).isEqualTo("OK");
        assertThat(client.texts("LRANGE", "list", 0, -1)).containsExactly("a", "b");
    }

    @Test
    void receivesMessages(RedisServer redis) {
        client.call("SUBSCRIBE", "news");

        assertThat(redis.client().number("PUBLISH", "news", "hello")).isEqualTo(1);

        assertThat((List<?>) client.read())
                .satisfiesExactly(
                        kind -> assertThat((byte[]) kind).asString().isEqualTo("message"),
                        channel -> assertThat((byte[]) channel).asString().isEqualTo("news"),
                        message -> assertThat((byte[]) message).asString().isEqualTo("hello"));
    }
}
