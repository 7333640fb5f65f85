package io.bush.realtime.redis;

/**
 * How much may wait (contract P9). Thread safety: immutable.
 *
 * @param commandsInFlight commands sent and not yet answered, 100 to 1,000,000; default 20,000. One more is refused at once,
 *     and it is certain that it was not done
 * @param messagesWaiting messages of the bus that this node has received and not yet handled, over all channels, 100 to
 *     10,000,000; default 100,000. One more is dropped and its channel repaired from the log
 * @param bytesWaiting bytes of these messages, 1 MiB to 4 GiB; default 64 MiB
 * @param channelWaiting messages of these that one channel may have, 10 to {@code messagesWaiting}; default 10,000
 */
public record RedisBounds(int commandsInFlight, int messagesWaiting, long bytesWaiting, int channelWaiting) {

    /** The defaults. */
    public static final RedisBounds DEFAULT = new RedisBounds(20_000, 100_000, 64L << 20, 10_000);

    /** Refuses values outside the ranges; the message names the setting, the value and the range. */
    public RedisBounds {
        check("commandsInFlight", commandsInFlight, 100, 1_000_000);
        check("messagesWaiting", messagesWaiting, 100, 10_000_000);
        check("bytesWaiting", bytesWaiting, 1L << 20, 1L << 32);
        check("channelWaiting", channelWaiting, 10, messagesWaiting);
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "redis.bounds." + name + " is " + value + ", allowed: " + least + " to " + most);
        }
    }
}
