package io.bush.examples.dialects.activity;

import io.bush.examples.dialects.account.Directory;
import io.bush.examples.dialects.wire.Rooms;
import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is online, told to those who share a conversation with them: online with the first connection, offline when the last one
 * is gone from every node and did not come back soon. Whoever stands in many conversations is told to at most
 * {@value #MOST_TOLD} people. Thread safety: any thread.
 */
public final class OnlineUsers {

    /** More than anybody looks at. */
    public static final int MOST_TOLD = 200;

    private final Directory directory;
    private final ScheduledExecutorService timer;
    private final Duration grace;
    /** Whose each connection of this node is; guarded by this. */
    private final Map<String, String> userOf = new LinkedHashMap<>();
    /** How many each user has on this node; guarded by this. */
    private final Map<String, Integer> connections = new LinkedHashMap<>();
    /** Where it is told; null until the node is there. Guarded by this. */
    private @Nullable RealtimeNode node;

    /**
     * Makes it.
     *
     * @param directory who shares a conversation
     * @param timer waits; the caller ends it
     * @param grace how long a user may be away without being offline
     */
    public OnlineUsers(Directory directory, ScheduledExecutorService timer, Duration grace) {
        this.directory = directory;
        this.timer = timer;
        this.grace = grace;
    }

    /** Tells it through a node from now on. */
    public synchronized void tellThrough(RealtimeNode publisher) {
        node = publisher;
    }

    /** A connection is somebody's. */
    public synchronized void came(String connectionId, String userId) {
        if (userOf.putIfAbsent(connectionId, userId) == null && connections.merge(userId, 1, Integer::sum) == 1) {
            tell(userId, "online");
        }
    }

    /** A connection is gone. */
    public synchronized void went(String connectionId) {
        String userId = userOf.remove(connectionId);
        if (userId == null) {
            return;
        }
        if (connections.merge(userId, -1, Integer::sum) == 0) {
            connections.remove(userId);
            var unused = timer.schedule(() -> goneForGood(userId), grace.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void goneForGood(String userId) {
        if (node == null || connections.containsKey(userId)) {
            return;
        }
        // They may be connected to another node. When nobody can tell, nothing is said.
        node.isOnline(userId).whenComplete((online, failure) -> {
            if (failure == null && !online) {
                tellIfAway(userId);
            }
        });
    }

    private synchronized void tellIfAway(String userId) {
        if (!connections.containsKey(userId)) {
            tell(userId, "offline");
        }
    }

    private void tell(String userId, String status) {
        List<String> companions = directory.companions(userId, "conversation");
        if (node == null) {
            return;
        }
        Map<String, String> data = new LinkedHashMap<>();
        data.put("userId", userId);
        data.put("status", status);
        for (String companion : companions.subList(0, Math.min(MOST_TOLD, companions.size()))) {
            var unused = node.publish(Publication.of(Rooms.contactsOf(companion), "user_presence", data)
                    .asVolatile("presence:" + userId)
                    .by(userId));
        }
    }
}
