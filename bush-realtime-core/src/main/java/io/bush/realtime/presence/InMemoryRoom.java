package io.bush.realtime.presence;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is in one channel of an {@link InMemoryPresenceStore}, and which connections just left it. Thread safety: every call
 * under this object's monitor, which the store takes; all fields are guarded by it.
 */
final class InMemoryRoom {

    /** Most connections that are remembered after they left: beyond it the oldest are forgotten early. */
    static final int MOST_GRAVES = 10_000;

    private final Channel channel;
    private final InMemoryPresenceStore store;
    /** By user id, in the order in which they appeared. */
    private final Map<String, InMemoryStay> stays = new LinkedHashMap<>();
    /** By connection id, the oldest first; null while there are none. */
    private @Nullable Map<String, Grave> graves;
    /** The last change's; {@link PresenceChange#NOBODY_BEFORE} while nobody is here. */
    private long revision = PresenceChange.NOBODY_BEFORE;
    /** No lease ends before this moment of the monotonic clock; without meaning while nobody is here. */
    private long nothingEndsBefore;
    /** Counts what is said, so that the newest is known. */
    private long said;
    /** Whether the store has made, or will make, another room. Only ever set. */
    private boolean retired;

    /** The last sequence of a connection that left, and until when it is kept. */
    private record Grave(long sequence, long until) {}

    InMemoryRoom(Channel channel, InMemoryPresenceStore store) {
        this.channel = channel;
        this.store = store;
    }

    Channel channel() {
        return channel;
    }

    void update(PresenceHolder holder, Payload state, PresenceStatus status, long lease) {
        long now = store.nanoTime();
        endWhatRanOut(now);
        String connection = holder.connectionId();
        InMemoryStay stay = stays.get(holder.user().id());
        InMemoryStay.Tab tab = stay == null ? null : stay.tab(connection);
        if (isLate(holder, tab)) {
            return;
        }
        if (graves != null) {
            graves.remove(connection);
        }
        if (stay == null) {
            stay = new InMemoryStay();
            stays.put(holder.user().id(), stay);
        }
        if (tab == null) {
            tab = stay.open(connection);
        }
        tab.say(holder.sequence(), new InMemoryStay.Saying(holder.user(), state, status, ++said), now + lease);
        endsAt(tab.endsAt());
        settle(holder.user().id(), stay, connection);
    }

    void leave(PresenceHolder holder, long grace) {
        long now = store.nanoTime();
        endWhatRanOut(now);
        InMemoryStay stay = stays.get(holder.user().id());
        InMemoryStay.Tab tab = stay == null ? null : stay.tab(holder.connectionId());
        if (isLate(holder, tab)) {
            return;
        }
        if (stay == null || tab == null) {
            // It may have overtaken the update it takes back.
            bury(holder.connectionId(), holder.sequence(), now);
        } else if (grace > 0) {
            tab.leave(holder.sequence(), now + grace);
            endsAt(tab.endsAt());
        } else {
            stay.close(tab);
            bury(holder.connectionId(), holder.sequence(), now);
            settle(holder.user().id(), stay, holder.connectionId());
        }
    }

    private boolean isLate(PresenceHolder holder, InMemoryStay.@Nullable Tab tab) {
        if (tab != null) {
            return holder.sequence() <= tab.sequence();
        }
        Grave grave = graves == null ? null : graves.get(holder.connectionId());
        return grave != null && holder.sequence() <= grave.sequence();
    }

    /** False when the connection is not here any more, or with less than it said. */
    boolean renew(PresenceHolder holder, long said, long lease) {
        long now = store.nanoTime();
        InMemoryStay stay = stays.get(holder.user().id());
        InMemoryStay.Tab tab = stay == null ? null : stay.tab(holder.connectionId());
        return tab != null && tab.sequence() >= said && tab.renew(now, now + lease);
    }

    /** Ends what has run out; says when the next lease may. */
    Optional<Duration> sweep() {
        long now = store.nanoTime();
        endWhatRanOut(now);
        dig(now);
        return stays.isEmpty() ? Optional.empty() : Optional.of(Duration.ofNanos(nothingEndsBefore - now));
    }

    PresenceSnapshot snapshot() {
        endWhatRanOut(store.nanoTime());
        List<PresentUser> users = new ArrayList<>(stays.size());
        stays.values().forEach(stay -> users.add(stay.shown()));
        return new PresenceSnapshot(stays.isEmpty() ? store.firstRevision() : revision, users);
    }

    // ---- leases ----

    private void endsAt(long moment) {
        boolean first = revision == PresenceChange.NOBODY_BEFORE;
        if (first || moment - nothingEndsBefore < 0) {
            nothingEndsBefore = moment;
        }
    }

    private void endWhatRanOut(long now) {
        if (stays.isEmpty() || now - nothingEndsBefore < 0) {
            return;
        }
        long next = Long.MAX_VALUE;
        Map<String, InMemoryStay> shortened = new LinkedHashMap<>();
        for (Map.Entry<String, InMemoryStay> entry : stays.entrySet()) {
            InMemoryStay stay = entry.getValue();
            List<InMemoryStay.Tab> ended = stay.closeEnded(now);
            if (!ended.isEmpty()) {
                ended.forEach(tab -> bury(tab.connectionId(), tab.sequence(), now));
                shortened.put(entry.getKey(), stay);
            }
            next = Math.min(next, stay.nextEnd(now));
        }
        // With the first announcement on, the room is seen from outside: so the bound is right by then.
        nothingEndsBefore = now + next;
        shortened.forEach((user, stay) -> settle(user, stay, null));
    }

    // ---- what is told ----

    /** Tells what has changed of a user over all connections, if anything has. */
    private void settle(String user, InMemoryStay stay, @Nullable String causedBy) {
        if (stay.isOver()) {
            stays.remove(user);
            long previous = advance();
            store.announce(new PresenceChange.Left(
                    channel, previous, revision, stay.shown().user(), causedBy));
            if (stays.isEmpty()) {
                revision = PresenceChange.NOBODY_BEFORE;
            }
            return;
        }
        PresenceChange.Updated.Kind kind =
                stay.isNew() ? PresenceChange.Updated.Kind.JOINED : PresenceChange.Updated.Kind.CHANGED;
        if (stay.merge()) {
            PresentUser shown = stay.shown();
            long previous = advance();
            store.announce(new PresenceChange.Updated(
                    channel, previous, revision, shown.user(), shown.state(), kind, causedBy));
        }
    }

    /** Goes on to the next revision and returns the one before. */
    private long advance() {
        long previous = revision;
        revision = previous == PresenceChange.NOBODY_BEFORE ? store.firstRevision() : store.nextRevision();
        return previous;
    }

    // ---- who left ----

    private void bury(String connection, long sequence, long now) {
        if (graves == null) {
            graves = new LinkedHashMap<>();
        }
        graves.remove(connection);
        graves.put(connection, new Grave(sequence, now + store.longestLeaseNanos()));
        dig(now);
    }

    /** Forgets those who left long ago; they lie in the order of their ends, as a store's longest lease only grows. */
    private void dig(long now) {
        if (graves == null) {
            return;
        }
        Iterator<Grave> oldest = graves.values().iterator();
        boolean more = oldest.hasNext();
        while (more) {
            Grave grave = oldest.next();
            more = graves.size() > MOST_GRAVES || now - grave.until() >= 0;
            if (more) {
                oldest.remove();
                more = oldest.hasNext();
            }
        }
        if (graves.isEmpty()) {
            graves = null;
        }
    }

    /** Whether nobody is here, and nobody just was. */
    boolean isForgotten() {
        return stays.isEmpty() && (graves == null || graves.isEmpty());
    }

    boolean retired() {
        return retired;
    }

    void retire() {
        retired = true;
    }
}
