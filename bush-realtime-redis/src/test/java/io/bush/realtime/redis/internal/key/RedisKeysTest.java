package io.bush.realtime.redis.internal.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockName;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("contract-6")
class RedisKeysTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private final RedisKeys keys = new RedisKeys("bush");

    @Test
    void namesAreTheContracts() {
        assertThat(keys.bus(FILE)).isEqualTo("bush:ws:file:file_a");
        assertThat(keys.events(FILE)).isEqualTo("bush:events:file:file_a");
        assertThat(keys.presence(FILE)).isEqualTo("bush:presence:file:file_a");
        assertThat(keys.lock(LockName.comment("comment_a"))).isEqualTo("bush:lock:comment:comment_a");
        assertThat(RedisKeys.companion(keys.events(FILE), "head")).isEqualTo("{bush:events:file:file_a}:head");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_a", "a:b", "{x}", "}", "a{", "%7B", "100%", "{}{", "a}b{c"})
    void aCompanionIsInTheSlotOfItsKeyWhateverTheId(String id) {
        String key = keys.events(new Channel("file", id));

        assertThat(SlotHash.getSlot(RedisKeys.companion(key, "head"))).isEqualTo(SlotHash.getSlot(key));
        assertThat(RedisKeys.slot(key)).isEqualTo(SlotHash.getSlot(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file_a", "a:b", "{x}", "}", "a{", "%7B", "100%", "{}{", "%257B"})
    void aChannelIsReadBackFromItsName(String id) {
        Channel channel = new Channel("file", id);

        assertThat(keys.channelOf(keys.bus(channel))).isEqualTo(channel);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bush", "bush:ws:", "bush:ws:file", "other:ws:file:a", "bush:probe:a:b"})
    void anotherNameIsNoChannel(String name) {
        assertThat(keys.channelOf(name)).isNull();
    }
}
