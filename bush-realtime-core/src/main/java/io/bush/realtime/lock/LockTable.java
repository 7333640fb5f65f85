package io.bush.realtime.lock;

import io.bush.realtime.channel.Channel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is locked, found by name, by channel and by user. Thread safety: none, the caller holds the monitor of its
 * {@link InMemoryLockStore}.
 */
final class LockTable {

    /**
     * A lock and the end of its time.
     *
     * @param lock as it is shown
     * @param deadline when its time is over, in monotonic nanoseconds
     */
    record Lease(HeldLock lock, long deadline) {

        boolean over(long now) {
            return now - deadline >= 0;
        }

        boolean heldBy(LockOwner owner) {
            return lock.owner().user().id().equals(owner.user().id());
        }
    }

    /** Next to end first; by difference, because monotonic time may pass the largest number. */
    private static final Comparator<Lease> BY_DEADLINE = ((Comparator<Lease>)
                    (one, other) -> Long.signum(one.deadline() - other.deadline()))
            .thenComparing(lease -> lease.lock().name().toString());

    private final Map<LockName, Lease> byName = new HashMap<>();
    /** Channels in which something is locked, in the order in which they came. */
    private final Map<Channel, InChannel> byChannel = new LinkedHashMap<>();
    /** Locks of each user who holds any. */
    private final Map<String, Map<LockName, Lease>> byUser = new HashMap<>();

    private static final class InChannel {

        final TreeMap<String, Lease> byName = new TreeMap<>();
        final TreeSet<Lease> byDeadline = new TreeSet<>(BY_DEADLINE);
    }

    @Nullable
    Lease find(LockName name) {
        return byName.get(name);
    }

    /** Enters a lease in the place of the one of the same name. */
    void put(Lease lease) {
        HeldLock lock = lease.lock();
        Lease before = byName.get(lock.name());
        if (before != null) {
            remove(before);
        }
        byName.put(lock.name(), lease);
        InChannel there = byChannel.computeIfAbsent(lock.channel(), channel -> new InChannel());
        there.byName.put(lock.name().toString(), lease);
        there.byDeadline.add(lease);
        byUser.computeIfAbsent(lock.owner().user().id(), user -> new LinkedHashMap<>())
                .put(lock.name(), lease);
    }

    void remove(Lease lease) {
        HeldLock lock = lease.lock();
        byName.remove(lock.name());
        byChannel.computeIfPresent(lock.channel(), (channel, there) -> {
            there.byName.remove(lock.name().toString());
            there.byDeadline.remove(lease);
            return there.byName.isEmpty() ? null : there;
        });
        byUser.computeIfPresent(lock.owner().user().id(), (user, own) -> {
            own.remove(lock.name());
            return own.isEmpty() ? null : own;
        });
    }

    /** Returns a copy of a user's locks, the ended ones too. */
    List<Lease> of(String user) {
        Map<LockName, Lease> own = byUser.get(user);
        return own == null ? List.of() : new ArrayList<>(own.values());
    }

    /** Returns a copy of a channel's locks in the order of their names, the ended ones too. */
    List<Lease> in(Channel channel) {
        InChannel there = byChannel.get(channel);
        return there == null ? List.of() : new ArrayList<>(there.byName.values());
    }

    /** Returns the lock of a channel that ends first; null when nothing is locked there. */
    @Nullable
    Lease next(Channel channel) {
        InChannel there = byChannel.get(channel);
        return there == null ? null : there.byDeadline.first();
    }

    /** Returns a copy of the channels in which something is locked. */
    List<Channel> channels() {
        return new ArrayList<>(byChannel.keySet());
    }

    /** Returns how many entries all of it takes: none when nothing is locked. */
    int entries() {
        return byName.size() + byChannel.size() + byUser.size();
    }

    void clear() {
        byName.clear();
        byChannel.clear();
        byUser.clear();
    }
}
