package io.bush.realtime.testkit.contract.lock;

import static io.bush.realtime.testkit.Concurrently.await;
import static io.bush.realtime.testkit.contract.lock.LockProbe.FILE;
import static io.bush.realtime.testkit.contract.lock.LockProbe.OTHER;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockChange.End;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A long random history of a few locks, compared with a model at every step: lock, take over, renew, give back, run out,
 * sweep, in all orders. Thread safety: none.
 */
final class LockHistory {

    static final int STEPS = 50_000;

    private static final int LIMIT = 2;
    private static final Duration TTL = Duration.ofMinutes(30);
    /** No multiple of it comes close to a lock's time, so a back end's clock need not be exact. */
    private static final Duration TICK = Duration.ofMinutes(7);

    private static final List<LockOwner> OWNERS = List.of(
            LockProbe.owner("user_ann", "conn_ann1"),
            LockProbe.owner("user_ann", "conn_ann2"),
            LockProbe.owner("user_bob", "conn_bob1"),
            LockProbe.owner("user_bob", "conn_bob2"),
            LockProbe.owner("user_cid", "conn_cid1"));

    private final LockStore locks;
    private final RecordingLockListener heard;
    private final Consumer<Duration> passTime;
    private final Duration patience;
    private final Random random;
    /** What the model holds, by name. */
    private final Map<String, Model> held = new TreeMap<>();
    /** The greatest token each name had. */
    private final Map<String, Long> greatest = new TreeMap<>();
    /** What has to be announced for each name, in order. */
    private final Map<String, List<LockChange>> due = new TreeMap<>();
    /** How often what happened. */
    private final Map<String, Integer> seen = new TreeMap<>();

    private record Model(HeldLock lock, Duration left) {}

    LockHistory(LockStore locks, RecordingLockListener heard, Consumer<Duration> passTime, Duration patience) {
        this.locks = locks;
        this.heard = heard;
        this.passTime = passTime;
        this.patience = patience;
        this.random = new Random(11);
    }

    Map<String, Integer> seen() {
        return seen;
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            LockName name = name(random.nextInt(5));
            LockOwner owner = OWNERS.get(random.nextInt(OWNERS.size()));
            switch (random.nextInt(20)) {
                case 0, 1 -> pass();
                case 2, 3, 4, 5, 6, 7, 8 -> acquire(name, owner);
                case 9, 10, 11, 12 -> renew(name, owner, token(name));
                case 13, 14 -> release(name, owner, token(name));
                case 15, 16 -> find(name);
                case 17 -> sweep(random.nextBoolean() ? FILE : OTHER);
                default -> list(random.nextBoolean() ? FILE : OTHER);
            }
        }
        pass();
        sweep(FILE);
        sweep(OTHER);
        int expected = due.values().stream().mapToInt(List::size).sum();
        assertThat(heard.await(expected, patience)).hasSize(expected);
        due.forEach((name, changes) -> assertThat(heard.changes().stream()
                        .filter(change -> change.lock().name().toString().equals(name)))
                .as(name)
                .containsExactlyElementsOf(changes));
    }

    private static LockName name(int number) {
        return LockName.comment("comment_" + number);
    }

    /** Three comments are in one channel, two in the other. */
    private static Channel channel(LockName name) {
        return name.id().compareTo("comment_3") < 0 ? FILE : OTHER;
    }

    /** Mostly the right token, sometimes an old one, sometimes one that never was. */
    private long token(LockName name) {
        long last = greatest.getOrDefault(name.toString(), 1L);
        return random.nextInt(4) == 0 ? last - random.nextInt(3) + 1 : last;
    }

    private void pass() {
        Duration by = TICK.multipliedBy(random.nextInt(4));
        passTime.accept(by);
        List<Model> all = new ArrayList<>(held.values());
        for (Model model : all) {
            Duration left = model.left().minus(by);
            if (left.isNegative()) {
                end(model.lock(), End.EXPIRED, null);
                count("expired");
            } else {
                held.put(model.lock().name().toString(), new Model(model.lock(), left));
            }
        }
    }

    private void acquire(LockName name, LockOwner owner) {
        Model before = held.get(name.toString());
        LockAnswer answer = await(locks.acquire(name, channel(name), owner, TTL, LIMIT));
        if (before != null && !sameUser(before.lock(), owner)) {
            assertThat(answer).isInstanceOf(LockAnswer.HeldByOther.class);
            assertThat(((LockAnswer.HeldByOther) answer).lock()).isEqualTo(before.lock());
            assertClose(((LockAnswer.HeldByOther) answer).left(), before.left());
            count("refused");
            return;
        }
        if (before == null && heldBy(owner) >= LIMIT) {
            assertThat(answer).isEqualTo(new LockAnswer.TooMany(LIMIT));
            count("too many");
            return;
        }
        HeldLock lock = granted(answer, name, owner);
        LockOwner displaced = before == null ? null : displaced(before.lock(), owner);
        long last = greatest.getOrDefault(name.toString(), 0L);
        if (before != null && displaced == null) {
            assertThat(lock.token()).isEqualTo(before.lock().token());
        } else {
            assertThat(lock.token()).as("after %d", last).isGreaterThan(last);
        }
        enter(lock, displaced, owner);
        count(displaced == null ? "granted" : "displaced");
    }

    private void renew(LockName name, LockOwner owner, long token) {
        HeldLock mine = mine(name, owner, token);
        LockAnswer answer = await(locks.renew(name, owner, token, TTL));
        if (mine == null) {
            assertThat(answer).isInstanceOf(LockAnswer.Lost.class);
            count("lost");
            return;
        }
        HeldLock lock = granted(answer, name, owner);
        assertThat(lock.token()).isEqualTo(token);
        enter(lock, displaced(mine, owner), owner);
        count("renewed");
    }

    private void release(LockName name, LockOwner owner, long token) {
        HeldLock mine = mine(name, owner, token);
        Optional<HeldLock> released = await(locks.release(name, owner, token));
        assertThat(released).isEqualTo(Optional.ofNullable(mine));
        if (mine != null) {
            end(mine, End.RELEASED, owner.connectionId());
            count("released");
        }
    }

    private void find(LockName name) {
        Model model = held.get(name.toString());
        assertThat(await(locks.find(name))).isEqualTo(Optional.ofNullable(model).map(Model::lock));
        count(model == null ? "free" : "held");
    }

    private void list(Channel channel) {
        assertThat(await(locks.held(channel)))
                .containsExactlyElementsOf(in(channel).stream().map(Model::lock).toList());
    }

    private void sweep(Channel channel) {
        Optional<Duration> next = await(locks.sweep(channel));
        Optional<Duration> expected = in(channel).stream().map(Model::left).min(Duration::compareTo);
        assertThat(next.isPresent()).isEqualTo(expected.isPresent());
        next.ifPresent(left -> assertClose(left, expected.orElse(Duration.ZERO)));
        count("swept");
    }

    // ---- the model ----

    private List<Model> in(Channel channel) {
        return held.values().stream()
                .filter(model -> model.lock().channel().equals(channel))
                .toList();
    }

    private long heldBy(LockOwner owner) {
        return held.values().stream()
                .filter(model -> sameUser(model.lock(), owner))
                .count();
    }

    private @Nullable HeldLock mine(LockName name, LockOwner owner, long token) {
        Model model = held.get(name.toString());
        return model != null && sameUser(model.lock(), owner) && model.lock().token() == token ? model.lock() : null;
    }

    private static boolean sameUser(HeldLock lock, LockOwner owner) {
        return lock.owner().user().id().equals(owner.user().id());
    }

    private static @Nullable LockOwner displaced(HeldLock before, LockOwner owner) {
        return before.owner().equals(owner) ? null : before.owner();
    }

    private static HeldLock granted(LockAnswer answer, LockName name, LockOwner owner) {
        assertThat(answer).isInstanceOf(LockAnswer.Granted.class);
        HeldLock lock = ((LockAnswer.Granted) answer).lock();
        assertThat(lock.name()).isEqualTo(name);
        assertThat(lock.owner()).isEqualTo(owner);
        assertThat(lock.channel()).isEqualTo(channel(name));
        return lock;
    }

    private void enter(HeldLock lock, @Nullable LockOwner displaced, LockOwner owner) {
        String name = lock.name().toString();
        held.put(name, new Model(lock, TTL));
        greatest.put(name, lock.token());
        announced(new LockChange.Locked(lock, displaced, owner.connectionId()));
    }

    private void end(HeldLock lock, End how, @Nullable String causedBy) {
        held.remove(lock.name().toString());
        announced(new LockChange.Unlocked(lock, how, causedBy));
    }

    private void announced(LockChange change) {
        due.computeIfAbsent(change.lock().name().toString(), name -> new ArrayList<>())
                .add(change);
    }

    private static void assertClose(Duration actual, Duration expected) {
        assertThat(actual).isBetween(expected.minusMinutes(1), expected.plusMinutes(1));
    }

    private void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }
}
