package io.bush.realtime.testkit.contract.lock;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockListener;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.testkit.contract.InMemorySubject;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.testkit.forwarding.ForwardingLockStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bugs planted around a right store, each of which a history must notice. */
@Tag("P8")
class LockHistoryTest {

    private static void assertNoticed(UnaryOperator<LockStore> plant) {
        Subject subject = InMemorySubject.open();
        try {
            LockStore planted = plant.apply(subject.backplane().locks());
            RecordingLockListener heard = new RecordingLockListener();
            planted.listen(heard);
            LockHistory history = new LockHistory(planted, heard, subject.passTime(), Duration.ZERO);

            assertThatThrownBy(() -> history.run(2_000)).isInstanceOf(AssertionError.class);
        } finally {
            subject.backplane().close();
        }
    }

    @Test
    void aStoreThatRenewsUnderAnyTokenIsNoticed() {
        assertNoticed(real -> new ForwardingLockStore(real) {
            @Override
            public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
                return real.find(name)
                        .thenCompose(lock -> real.renew(
                                name, owner, lock.map(HeldLock::token).orElse(token), ttl));
            }
        });
    }

    @Test
    void aStoreThatRenewsForAnyUserIsNoticed() {
        assertNoticed(real -> new ForwardingLockStore(real) {
            @Override
            public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
                return real.find(name)
                        .thenCompose(lock ->
                                real.renew(name, lock.map(HeldLock::owner).orElse(owner), token, ttl));
            }
        });
    }

    @Test
    void aStoreWhoseTokensGoBackIsNoticed() {
        assertNoticed(GoingBack::new);
    }

    @Test
    void aStoreThatLetsAnotherUserInBeforeTheTimeIsOverIsNoticed() {
        assertNoticed(real -> new ForwardingLockStore(real) {
            @Override
            public CompletionStage<LockAnswer> acquire(
                    LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
                return real.acquire(name, channel, owner, ttl.dividedBy(2), limit);
            }
        });
    }

    @Test
    void aStoreThatKeepsALockTooLongIsNoticed() {
        assertNoticed(real -> new ForwardingLockStore(real) {
            @Override
            public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
                return real.renew(name, owner, token, ttl.multipliedBy(2));
            }
        });
    }

    @Test
    void aStoreThatForgetsToCountIsNoticed() {
        assertNoticed(real -> new ForwardingLockStore(real) {
            @Override
            public CompletionStage<LockAnswer> acquire(
                    LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
                return real.acquire(name, channel, owner, ttl, limit + 1);
            }
        });
    }

    @Test
    void aStoreThatAnnouncesAnEndTwiceIsNoticed() {
        assertNoticed(real -> new ForwardingLockStore(real) {
            @Override
            public void listen(LockListener listener) {
                real.listen(change -> {
                    listener.onLock(change);
                    if (change instanceof LockChange.Unlocked) {
                        listener.onLock(change);
                    }
                });
            }
        });
    }

    @Test
    void aStoreThatKeepsTakeoversToItselfIsNoticed() {
        assertNoticed(real -> new ForwardingLockStore(real) {
            @Override
            public void listen(LockListener listener) {
                real.listen(change -> {
                    if (!(change instanceof LockChange.Locked locked && locked.displaced() != null)) {
                        listener.onLock(change);
                    }
                });
            }
        });
    }

    /** Shows each token of the store as much smaller for every time the lock was free. */
    private static final class GoingBack extends ForwardingLockStore {

        private final Map<LockName, Long> shifts = new HashMap<>();

        GoingBack(LockStore real) {
            super(real);
        }

        private long shift(LockName name) {
            return shifts.getOrDefault(name, 0L);
        }

        private HeldLock shown(HeldLock lock) {
            return new HeldLock(
                    lock.name(), lock.channel(), lock.owner(), lock.token() - shift(lock.name()), lock.expiresAt());
        }

        private LockAnswer shown(LockAnswer answer) {
            if (answer instanceof LockAnswer.Granted granted) {
                return new LockAnswer.Granted(shown(granted.lock()));
            }
            return answer instanceof LockAnswer.HeldByOther other
                    ? new LockAnswer.HeldByOther(shown(other.lock()), other.left())
                    : answer;
        }

        @Override
        public void listen(LockListener listener) {
            super.listen(change -> {
                if (change instanceof LockChange.Locked locked) {
                    listener.onLock(new LockChange.Locked(shown(locked.lock()), locked.displaced(), locked.causedBy()));
                } else if (change instanceof LockChange.Unlocked unlocked) {
                    HeldLock lock = shown(unlocked.lock());
                    shifts.merge(lock.name(), 100_000_000_000L, Long::sum);
                    listener.onLock(new LockChange.Unlocked(lock, unlocked.end(), unlocked.causedBy()));
                }
            });
        }

        @Override
        public CompletionStage<LockAnswer> acquire(
                LockName name, Channel channel, LockOwner owner, Duration ttl, int limit) {
            return super.acquire(name, channel, owner, ttl, limit).thenApply(this::shown);
        }

        @Override
        public CompletionStage<LockAnswer> renew(LockName name, LockOwner owner, long token, Duration ttl) {
            return super.renew(name, owner, token + shift(name), ttl).thenApply(this::shown);
        }

        @Override
        public CompletionStage<Optional<HeldLock>> release(LockName name, LockOwner owner, long token) {
            long shift = shift(name);
            return super.release(name, owner, token + shift)
                    .thenApply(released -> released.map(lock -> new HeldLock(
                            lock.name(), lock.channel(), lock.owner(), lock.token() - shift, lock.expiresAt())));
        }

        @Override
        public CompletionStage<Optional<HeldLock>> find(LockName name) {
            return super.find(name).thenApply(found -> found.map(this::shown));
        }

        @Override
        public CompletionStage<List<HeldLock>> held(Channel channel) {
            return super.held(channel)
                    .thenApply(locks -> locks.stream().map(this::shown).toList());
        }
    }
}
