package io.bush.realtime.jakarta.tck.sockets;

import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was published, by the answers to the publisher, whichever server it was. Thread safety: safe for use by any thread. */
final class Published {

    /** Ids of each channel, oldest first, and what each event says; guarded by this. */
    private final Map<Channel, List<String>> ids = new HashMap<>();

    private final Map<String, Integer> numbers = new HashMap<>();

    synchronized void add(Channel channel, String eventId, int number) {
        ids.computeIfAbsent(channel, it -> new ArrayList<>()).add(eventId);
        numbers.put(eventId, number);
    }

    /** The newest id of a channel; null if nothing was published there. */
    synchronized @Nullable String newest(Channel channel) {
        List<String> all = ids.getOrDefault(channel, List.of());
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** What an event says; null if no such event was published. */
    synchronized @Nullable Integer number(String eventId) {
        return numbers.get(eventId);
    }
}
