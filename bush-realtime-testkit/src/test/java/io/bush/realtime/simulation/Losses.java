package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Announcements that were lost without a word. The stores promise that a node is told of a loss; the bus of a simulation
 * does not always keep that, and then a copy may be wrong until something follows that does not fit, a loss is told, or the
 * picture is loaded. Only that long.
 */
final class Losses {

    private record Key(Channel channel, String of) {}

    /** The newest that was lost: its place in the order of what is announced. */
    private final Map<Key, Long> silent = new HashMap<>();
    /** Of what anything was ever lost without a word. */
    private final Set<String> ever = new HashSet<>();

    void silentlyLost(Channel channel, String of, long number) {
        silent.merge(new Key(channel, of), number, Math::max);
    }

    /** Nobody is going to tell that something was lost. */
    void neverTold(String of) {
        ever.add(of);
    }

    /** A later announcement has arrived. */
    void arrived(Channel channel, String of, long number) {
        silent.computeIfPresent(new Key(channel, of), (key, lost) -> lost < number ? null : lost);
    }

    /** The node was told that it may have missed something. */
    void told(Channel channel) {
        silent.keySet().removeIf(key -> key.channel().equals(channel));
    }

    /** A picture was taken: it has everything up to now. */
    void loaded(Channel channel, String of) {
        silent.keySet()
                .removeIf(key -> key.channel().equals(channel) && key.of().startsWith(of));
    }

    /** Whether any news of this was ever lost without a word. */
    boolean ever(String of) {
        return ever.contains(of);
    }

    /** Whether what the node knows may be wrong. */
    boolean inDoubt(Channel channel, String of) {
        return silent.containsKey(new Key(channel, of));
    }
}
