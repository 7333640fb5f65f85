package io.bush.realtime.redis.internal.key;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.LockName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The names of everything this system has in Redis (contract §6). They are the same on one server and in a cluster.
 *
 * <p>A name holds no braces of its own: a brace or a percent sign in an id is written as {@code %7B}, {@code %7D} or
 * {@code %25}. So {@link #companion} puts the whole key into braces, and a cluster keeps both in one slot. Thread safety:
 * immutable.
 */
public final class RedisKeys {

    private static final int SLOTS = 16_384;

    private final String prefix;
    private final String busPrefix;

    /**
     * Makes the names of one system.
     *
     * @param prefix what every name begins with, without the colon; two systems on one server need different ones,
     *     because pub/sub knows no database numbers
     */
    public RedisKeys(String prefix) {
        this.prefix = prefix + ":";
        this.busPrefix = prefix + ":ws:";
    }

    /**
     * Returns the pub/sub channel of a channel.
     *
     * @param channel the channel
     * @return for example {@code bush:ws:file:file_a}
     */
    public String bus(Channel channel) {
        return busPrefix + name(channel);
    }

    /**
     * Reads the name of a pub/sub channel.
     *
     * @param busChannel a name as Redis sent it
     * @return the channel, or null when it is not one of {@link #bus}
     */
    public @Nullable Channel channelOf(String busChannel) {
        int colon = busChannel.startsWith(busPrefix) ? busChannel.indexOf(':', busPrefix.length()) : -1;
        return colon < 0
                ? null
                : new Channel(
                        busChannel.substring(busPrefix.length(), colon), unescaped(busChannel.substring(colon + 1)));
    }

    /**
     * Returns the pub/sub channel on which a node hears itself.
     *
     * @param nodeId the node's own id
     * @return for example {@code bush:probe:0f3c}
     */
    public String probe(String nodeId) {
        return prefix + "probe:" + nodeId;
    }

    /**
     * Returns the key of a channel's log.
     *
     * @param channel the channel
     * @return for example {@code bush:events:file:file_a}
     */
    public String events(Channel channel) {
        return prefix + "events:" + name(channel);
    }

    /**
     * Returns the key of who is in a channel.
     *
     * @param channel the channel
     * @return for example {@code bush:presence:file:file_a}
     */
    public String presence(Channel channel) {
        return prefix + "presence:" + name(channel);
    }

    /**
     * Returns the key of a lock.
     *
     * @param name what is locked
     * @return for example {@code bush:lock:comment:comment_a}
     */
    public String lock(LockName name) {
        return prefix + "lock:" + escaped(name.kind()) + ":" + escaped(name.id());
    }

    /**
     * Returns the key of the locks of a channel.
     *
     * @param channel the channel
     * @return for example {@code bush:locks:file:file_a}
     */
    public String locks(Channel channel) {
        return prefix + "locks:" + name(channel);
    }

    /**
     * Returns the key of a user's connections.
     *
     * @param userId the user
     * @return for example {@code bush:connections:user_a}
     */
    public String connections(String userId) {
        return prefix + "connections:" + escaped(userId);
    }

    /**
     * Returns the key of the nodes that are there.
     *
     * @return for example {@code bush:nodes}
     */
    public String nodes() {
        return prefix + "nodes";
    }

    /**
     * Returns the key of an ingestion stream.
     *
     * @param number which, from 0
     * @return for example {@code bush:ingest:7}
     */
    public String ingest(int number) {
        return prefix + "ingest:" + number;
    }

    /**
     * Returns the key of the stream of entries that could never be published.
     *
     * @return for example {@code bush:ingest:dead}
     */
    public String ingestDead() {
        return prefix + "ingest:dead";
    }

    /**
     * Returns a key that a cluster keeps in the same slot as another.
     *
     * @param key a key of this class
     * @param suffix what it is for
     * @return for example <code>{bush:events:file:file_a}:head</code>
     */
    public static String companion(String key, String suffix) {
        return "{" + key + "}:" + suffix;
    }

    /**
     * Returns the slot in which a cluster keeps a key and its companions.
     *
     * @param key a key of this class that is no companion
     * @return 0 to 16,383
     */
    public static int slot(String key) {
        return crc16(key) % SLOTS;
    }

    /**
     * Returns the checksum of cluster slots, CRC-16/XMODEM.
     *
     * @param text what is summed up, as UTF-8
     * @return 0 to 65,535
     */
    public static int crc16(String text) {
        int crc = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ 0x1021;
            }
            crc &= 0xffff;
        }
        return crc;
    }

    private static String name(Channel channel) {
        return channel.type() + ":" + escaped(channel.id());
    }

    private static String escaped(String id) {
        if (id.indexOf('{') < 0 && id.indexOf('}') < 0 && id.indexOf('%') < 0) {
            return id;
        }
        return id.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }

    private static String unescaped(String text) {
        return text.indexOf('%') < 0
                ? text
                : text.replace("%7B", "{").replace("%7D", "}").replace("%25", "%");
    }
}
