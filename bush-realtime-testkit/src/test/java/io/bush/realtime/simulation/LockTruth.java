package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The checker's own record of the locks by what the store announced, in that order: times of two users never overlap, tokens
 * grow, every answer fits (P8).
 */
final class LockTruth {

    private record Held(HeldLock lock, long deadline, long since) {}

    private final Scene scene;
    private final Map<String, Held> held = new TreeMap<>();
    private final Map<String, Long> lastToken = new HashMap<>();
    /** Every holder there was, by token. */
    private final Map<String, List<HeldLock>> past = new LinkedHashMap<>();

    private final Map<Channel, Long> changedAt = new HashMap<>();
    private long ttlNanos;

    LockTruth(Scene scene) {
        this.scene = scene;
    }

    private void broken(String what) {
        scene.verdict.broken("P8", what);
    }

    /** The next announcement may be of a lock that holds this long. */
    void asks(Duration ttl) {
        ttlNanos = ttl.toNanos();
    }

    // ---- announcements ----

    void announced(LockChange change, long heardFor) {
        HeldLock lock = change.lock();
        String name = lock.name().id();
        Held before = held.get(name);
        changedAt.put(lock.channel(), scene.now());
        if (change instanceof LockChange.Locked) {
            locked(name, lock, before);
        } else if (change instanceof LockChange.Unlocked unlocked) {
            unlocked(name, lock, before, unlocked.end() == LockChange.End.EXPIRED, heardFor);
        }
    }

    private void locked(String name, HeldLock lock, @Nullable Held before) {
        long last = lastToken.getOrDefault(name, 0L);
        if (before == null) {
            scene.saw(Seen.LOCKED);
            if (lock.token() <= last) {
                broken(name + " is locked under " + lock.token() + " after " + last);
            }
        } else if (scene.now() >= before.deadline()) {
            broken(name + " goes on, though its time was over");
        } else if (!user(before.lock()).equals(user(lock))) {
            broken(name + " is locked by " + user(lock) + " while " + user(before.lock()) + " holds it");
        } else if (lock.token() < last) {
            broken(name + " goes from token " + last + " back to " + lock.token());
        } else {
            boolean sameConnection = before.lock().owner().equals(lock.owner());
            scene.saw(lock.token() > last ? Seen.LOCK_TAKEN_OVER : Seen.LOCK_RENEWED);
            if (sameConnection && lock.token() != last) {
                broken(name + " gets another token though its holder is the same");
            }
        }
        lastToken.put(name, Math.max(last, lock.token()));
        held.put(name, new Held(lock, scene.now() + ttlNanos, scene.now()));
        past.computeIfAbsent(name, none -> new ArrayList<>()).add(lock);
        long holds = held.values().stream()
                .filter(one -> user(one.lock()).equals(user(lock)) && scene.now() < one.deadline())
                .count();
        if (holds > scene.swarm.locksPerUser) {
            broken(user(lock) + " holds " + holds + " locks");
        }
    }

    private void unlocked(String name, HeldLock lock, @Nullable Held before, boolean expired, long heardFor) {
        if (before == null || before.lock().token() != lock.token()) {
            broken(name + " under " + lock.token() + " ends, but it is " + before);
            return;
        }
        held.remove(name);
        long late = scene.now() - before.deadline();
        if (expired != late >= 0) {
            broken(name + " ends " + (expired ? "expired " : "released ") + late / 1_000_000 + " ms after its time");
        }
        scene.saw(expired ? Seen.LOCK_EXPIRED : Seen.LOCK_RELEASED);
        boolean certain = heardFor > late + 2_000_000_000L && scene.faults.healedFor(late + ttlNanos + 8_000_000_000L);
        if (certain && late > Pace.SWEEP_LOCKS && !scene.losses.inDoubt(lock.channel(), "lock " + name)) {
            broken(name + " is announced as expired " + late / 1_000_000 + " ms after its time");
        }
    }

    private static String user(HeldLock lock) {
        return lock.owner().user().id();
    }

    // ---- answers of the store ----

    /** Whether a lock is the caller's now. */
    boolean holds(LockName name, LockOwner owner, long token) {
        Held now = held.get(name.id());
        return now != null
                && scene.now() < now.deadline()
                && user(now.lock()).equals(owner.user().id())
                && now.lock().token() == token;
    }

    void require(boolean fits, String what, LockName name, LockOwner owner, long token) {
        if (!fits) {
            broken(what + " " + name.id() + " for " + owner.user().id() + " under " + token + " goes wrong: "
                    + held.get(name.id()));
        }
    }

    void acquired(LockName name, LockOwner owner, LockAnswer answer) {
        Held now = held.get(name.id());
        if (answer instanceof LockAnswer.Granted granted) {
            if (now == null || !now.lock().equals(granted.lock())) {
                broken(name.id() + " is granted as " + granted + ", announced as " + now);
            }
        } else if (answer instanceof LockAnswer.HeldByOther) {
            if (now == null
                    || scene.now() >= now.deadline()
                    || user(now.lock()).equals(owner.user().id())) {
                broken(name.id() + " is refused to " + owner + " while it is " + now);
            }
        }
    }

    // ---- for those who judge frames ----

    /** Whether a user ever held a comment under a token. */
    boolean wasHeld(String comment, String user, long token) {
        return past.getOrDefault(comment, List.of()).stream()
                .anyMatch(lock -> lock.token() == token && user(lock).equals(user));
    }

    /** Whether a user ever held a comment. */
    boolean wasHeldBy(String comment, String user) {
        return past.getOrDefault(comment, List.of()).stream()
                .anyMatch(lock -> user(lock).equals(user));
    }

    /** Who holds what in a channel now, those aside that one connection holds. */
    Map<String, String> holders(Channel channel, String exceptConnection) {
        Map<String, String> holders = new TreeMap<>();
        held.forEach((name, one) -> {
            if (one.lock().channel().equals(channel)
                    && scene.now() < one.deadline()
                    && !one.lock().owner().connectionId().equals(exceptConnection)) {
                holders.put(name, user(one.lock()));
            }
        });
        return holders;
    }

    /** Whether the newest announcement may still be under way. */
    boolean changing(Channel channel) {
        return scene.now() - changedAt.getOrDefault(channel, -Pace.WIRES) < Pace.WIRES;
    }

    /** The newest token of a comment. */
    long lastToken(String comment) {
        return lastToken.getOrDefault(comment, 1L);
    }

    /** Whether a time is over, and nobody needs to know it yet. */
    boolean justOver(String comment) {
        Held now = held.get(comment);
        long late = now == null ? -1 : scene.now() - now.deadline();
        return late >= 0 && late < Pace.SWEEP_LOCKS;
    }

    /** Whether somebody holds a comment through a connection. */
    boolean heldThrough(String comment, String connection) {
        Held now = held.get(comment);
        return now != null && now.lock().owner().connectionId().equals(connection);
    }
}
