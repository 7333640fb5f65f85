package io.bush.realtime.testkit.contract.presence;

import static io.bush.realtime.testkit.Concurrently.await;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresenceStatus;
import io.bush.realtime.presence.PresenceStore;
import io.bush.realtime.presence.PresentUser;
import io.bush.realtime.testkit.RecordingBusListener;
import io.bush.realtime.testkit.contract.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Calls a presence store and hears what it announces. A connection {@code ann.1} is the first of {@code user_ann}. Thread
 * safety: safe for use by any thread.
 */
final class PresenceProbe {

    static final Channel FILE = new Channel("file", "file_a");
    static final Channel OTHER = new Channel("file", "file_b");
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final String MARKER = "marker.1";

    private final Subject subject;
    private final PresenceStore store;
    private final Duration patience;
    /** All that was announced, in the order in which it came. Guarded by this object's monitor, as the copies. */
    private final List<PresenceChange> changes = new ArrayList<>();

    private final Map<Channel, PresenceCopy> copies = new TreeMap<>();
    /** How often {@link #MARKER} came and went. Guarded by this object's monitor. */
    private long marks;

    PresenceProbe(Subject subject, Duration patience) {
        this.subject = subject;
        this.patience = patience;
        this.store = subject.backplane().presence();
        store.listen(this::heard);
        subject.backplane().bus().listen(new RecordingBusListener());
        await(subject.backplane().bus().subscribe(FILE));
        await(subject.backplane().bus().subscribe(OTHER));
    }

    private synchronized void heard(PresenceChange change) {
        changes.add(change);
        copy(change.channel()).apply(change);
        notifyAll();
    }

    private PresenceCopy copy(Channel channel) {
        return copies.computeIfAbsent(channel, name -> new PresenceCopy());
    }

    // ---- calls ----

    static Principal user(String connection) {
        String name = connection.substring(0, connection.indexOf('.'));
        return new Principal.Member("user_" + name, "Name of " + name, null);
    }

    static Payload state(PresenceStatus status, int page) {
        return Payload.ofJson("{\"status\":\"" + status.wireName() + "\",\"page\":" + page + "}");
    }

    static PresenceHolder holder(String connection, long sequence) {
        return new PresenceHolder(user(connection), connection, sequence);
    }

    void update(String connection, long sequence, PresenceStatus status, int page) {
        update(FILE, connection, sequence, state(status, page), LEASE);
    }

    void update(Channel channel, String connection, long sequence, Payload state, Duration lease) {
        await(store.update(channel, holder(connection, sequence), state, lease));
    }

    void leave(String connection, long sequence) {
        leave(connection, sequence, Duration.ZERO);
    }

    void leave(String connection, long sequence, Duration grace) {
        await(store.leave(FILE, holder(connection, sequence), grace));
    }

    List<Channel> renew(String connection, Channel... channels) {
        return renew(connection, LEASE, channels);
    }

    List<Channel> renew(String connection, Duration lease, Channel... channels) {
        return renew(connection, 0, lease, channels);
    }

    /** Renews what was said with a sequence, or later. */
    List<Channel> renew(String connection, long sequence, Duration lease, Channel... channels) {
        Map<Channel, Long> said = new LinkedHashMap<>();
        for (Channel channel : channels) {
            said.put(channel, sequence);
        }
        return await(store.renew(holder(connection, 0), said, lease));
    }

    Optional<Duration> sweep() {
        return await(store.sweep(FILE));
    }

    PresenceSnapshot snapshot() {
        return await(store.snapshot(FILE));
    }

    PresenceStore store() {
        return store;
    }

    void pass(Duration time) {
        subject.passTime().accept(time);
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    // ---- what is there, and what was told ----

    /** Everybody, as {@code ann commenting 3}; what was told by then says the same. */
    List<String> present() {
        return settled(FILE).stream().map(PresenceProbe::shown).toList();
    }

    static String shown(PresentUser one) {
        return one.user().id().substring(5) + " "
                + PresenceStatus.of(one.state()).wireName() + " "
                + one.state().tree().path("page").asInt();
    }

    /** Waits until everything that a snapshot holds was told; everybody by the changes alone. */
    List<PresentUser> settled(Channel channel) {
        PresenceSnapshot picture = await(store.snapshot(channel));
        if (picture.users().isEmpty()) {
            // Nobody is there, as before the first change: that all was told is known when something later is.
            awaitLeft(channel, mark(channel));
        }
        List<PresentUser> users = awaitCopy(channel, picture);
        if (!users.equals(picture.users())) {
            throw new AssertionError("the changes say " + users + ", the snapshot " + picture.users());
        }
        return users;
    }

    /** Lets somebody come and go; who that was. */
    private PresenceHolder mark(Channel channel) {
        long mark;
        synchronized (this) {
            mark = ++marks;
        }
        PresenceHolder marker = new PresenceHolder(user(MARKER), MARKER + "." + mark, mark);
        await(store.update(channel, marker, state(PresenceStatus.IDLE, 0), LEASE));
        await(store.leave(channel, new PresenceHolder(marker.user(), marker.connectionId(), mark + 1), Duration.ZERO));
        return marker;
    }

    private synchronized void awaitLeft(Channel channel, PresenceHolder marker) {
        awaitTold(
                () -> changes.stream()
                        .filter(PresenceChange.Left.class::isInstance)
                        .filter(change -> change.channel().equals(channel))
                        .anyMatch(change -> marker.connectionId().equals(change.causedBy())),
                marker);
        changes.removeIf(change -> marker.connectionId().equals(change.causedBy()));
    }

    private synchronized List<PresentUser> awaitCopy(Channel channel, PresenceSnapshot picture) {
        awaitTold(() -> copy(channel).reaches(picture), picture);
        return copy(channel).users();
    }

    private synchronized void awaitTold(BooleanSupplier told, Object what) {
        long end = System.nanoTime() + patience.toNanos();
        while (!told.getAsBoolean()) {
            try {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("not all was told of " + what + ", but " + changes);
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /** What was told of a channel, as {@code joined ann viewing 1 by ann.1} or {@code left ann by nobody}. */
    List<String> told() {
        return changes(FILE).stream().map(PresenceProbe::told).toList();
    }

    /** What was told of a channel until now. */
    List<PresenceChange> changes(Channel channel) {
        settled(channel);
        synchronized (this) {
            return changes.stream()
                    .filter(change -> change.channel().equals(channel))
                    .toList();
        }
    }

    private static String told(PresenceChange change) {
        String by = " by " + (change.causedBy() == null ? "nobody" : change.causedBy());
        if (change instanceof PresenceChange.Updated updated) {
            boolean joined = updated.kind() == PresenceChange.Updated.Kind.JOINED;
            return (joined ? "joined " : "changed ") + shown(new PresentUser(updated.user(), updated.state())) + by;
        }
        return "left " + change.user().id().substring(5) + by;
    }

    /** The revision of the last change that came. */
    synchronized long revision() {
        return copy(FILE).revision();
    }

    /** What does not fit together in all that was told. */
    synchronized List<String> offences() {
        List<String> offences = new ArrayList<>();
        copies.values().forEach(copy -> offences.addAll(copy.offences()));
        return offences;
    }
}
