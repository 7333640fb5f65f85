package io.bush.realtime.testkit.contract.lock;

import static io.bush.realtime.testkit.Concurrently.await;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.testkit.RecordingBusListener;
import io.bush.realtime.testkit.contract.Subject;
import java.time.Duration;
import java.util.List;

/** Asks a lock store, waits for its answers, and hears what it announces. Thread safety: safe for use by any thread. */
final class LockProbe {

    static final Duration DEADLINE = Duration.ofSeconds(30);
    static final Duration TTL = Duration.ofSeconds(30);
    static final Channel FILE = new Channel("file", "file_a");
    static final Channel OTHER = new Channel("file", "file_b");
    static final int LIMIT = 3;

    private final Subject subject;
    private final LockStore locks;
    private final RecordingLockListener heard = new RecordingLockListener();

    LockProbe(Subject subject) {
        this.subject = subject;
        this.locks = subject.backplane().locks();
        subject.backplane().bus().listen(new RecordingBusListener());
        await(subject.backplane().bus().subscribe(FILE));
        await(subject.backplane().bus().subscribe(OTHER));
        locks.listen(heard);
    }

    LockStore locks() {
        return locks;
    }

    RecordingLockListener heard() {
        return heard;
    }

    static LockOwner owner(String user, String connection) {
        return new LockOwner(new Principal.Member(user, null, null), connection);
    }

    static LockName name(int number) {
        return LockName.comment("comment_" + number);
    }

    HeldLock take(LockName name, LockOwner owner) {
        return granted(acquire(name, FILE, owner));
    }

    LockAnswer acquire(LockName name, Channel channel, LockOwner owner) {
        return await(locks.acquire(name, channel, owner, TTL, LIMIT));
    }

    LockAnswer renew(LockName name, LockOwner owner, long token) {
        return await(locks.renew(name, owner, token, TTL));
    }

    static HeldLock granted(LockAnswer answer) {
        if (answer instanceof LockAnswer.Granted granted) {
            return granted.lock();
        }
        throw new AssertionError("expected to be granted, got " + answer);
    }

    void pass(Duration time) {
        subject.passTime().accept(time);
    }

    List<LockChange> heard(int count) {
        return heard.await(count, DEADLINE);
    }

    /** Announces one more thing, and looks whether that is the only one. */
    void requireNothingMoreThan(int count) {
        subject.settle().run();
        LockName marker = new LockName("marker", "last");
        take(marker, owner("user_marker", "conn_marker"));
        List<LockChange> all = heard(count + 1);
        if (all.size() != count + 1 || !all.get(count).lock().name().equals(marker)) {
            throw new AssertionError("expected " + count + " changes, got " + all);
        }
    }
}
