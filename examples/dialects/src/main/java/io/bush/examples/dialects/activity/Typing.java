package io.bush.examples.dialects.activity;

import io.bush.realtime.Publication;
import io.bush.realtime.RealtimeNode;
import io.bush.realtime.channel.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who is typing where. It ends by being said, by leaving the room, with the connection, or after a few seconds in which it was
 * not said again: nobody types for ever. Of one user typing in two tabs one start and one end is told. Thread safety: any
 * thread; publishing does not block, so it is done under the lock, which keeps start and end in order.
 */
public final class Typing {

    /** How long it holds unless said again. */
    public static final Duration TIME_TO_LIVE = Duration.ofSeconds(6);

    /** More places than a person types in at a time. */
    private static final int MOST_ROOMS = 8;

    private record Place(Channel room, String connectionId) {}

    private record Typist(String userId, ScheduledFuture<?> end) {}

    private final ScheduledExecutorService timer;
    private final Duration timeToLive;
    /** In the order in which it was said last; guarded by this. */
    private final Map<Place, Typist> typists = new LinkedHashMap<>();
    /** Where it is told; null until the node is there. Guarded by this. */
    private @Nullable RealtimeNode node;

    /**
     * Makes it.
     *
     * @param timer ends what is not said again; the caller ends it
     * @param timeToLive how long it holds
     */
    public Typing(ScheduledExecutorService timer, Duration timeToLive) {
        this.timer = timer;
        this.timeToLive = timeToLive;
    }

    /** Tells it through a node from now on. */
    public synchronized void tellThrough(RealtimeNode publisher) {
        node = publisher;
    }

    /** A user types, or still does. */
    public synchronized void started(Channel room, String userId, String connectionId) {
        Place place = new Place(room, connectionId);
        boolean known = isTyping(room, userId);
        Typist before = typists.remove(place);
        if (before != null) {
            before.end().cancel(false);
        } else if (rooms(connectionId) >= MOST_ROOMS) {
            return;
        }
        ScheduledFuture<?> end = timer.schedule(() -> end(place), timeToLive.toMillis(), TimeUnit.MILLISECONDS);
        typists.put(place, new Typist(userId, end));
        if (!known) {
            tell(place, userId, true);
        }
    }

    /** A user does not type any more. */
    public void stopped(Channel room, String connectionId) {
        end(new Place(room, connectionId));
    }

    /** A connection is gone. */
    public synchronized void left(String connectionId) {
        List<Place> gone = new ArrayList<>();
        for (Place place : typists.keySet()) {
            if (place.connectionId().equals(connectionId)) {
                gone.add(place);
            }
        }
        gone.forEach(this::end);
    }

    private synchronized void end(Place place) {
        Typist typist = typists.remove(place);
        if (typist != null) {
            typist.end().cancel(false);
            if (!isTyping(place.room(), typist.userId())) {
                tell(place, typist.userId(), false);
            }
        }
    }

    private boolean isTyping(Channel room, String userId) {
        for (Map.Entry<Place, Typist> one : typists.entrySet()) {
            if (one.getKey().room().equals(room) && one.getValue().userId().equals(userId)) {
                return true;
            }
        }
        return false;
    }

    private int rooms(String connectionId) {
        int count = 0;
        for (Place place : typists.keySet()) {
            count += place.connectionId().equals(connectionId) ? 1 : 0;
        }
        return count;
    }

    private void tell(Place place, String userId, boolean typing) {
        if (node == null) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        boolean issue = place.room().type().equals("issue");
        if (issue) {
            data.put("issueId", place.room().id());
        }
        data.put("userId", userId);
        data.put("isTyping", typing);
        var unused = node.publish(Publication.of(place.room(), issue ? "user.typing" : "typing_indicator", data)
                .asVolatile("typing:" + userId)
                .by(userId)
                .exceptConnection(place.connectionId()));
    }
}
