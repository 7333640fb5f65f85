package io.bush.realtime.testkit.contract.lock;

import static io.bush.realtime.testkit.Concurrently.await;
import static io.bush.realtime.testkit.contract.lock.LockProbe.FILE;
import static io.bush.realtime.testkit.contract.lock.LockProbe.LIMIT;
import static io.bush.realtime.testkit.contract.lock.LockProbe.OTHER;
import static io.bush.realtime.testkit.contract.lock.LockProbe.TTL;
import static io.bush.realtime.testkit.contract.lock.LockProbe.granted;
import static io.bush.realtime.testkit.contract.lock.LockProbe.name;
import static io.bush.realtime.testkit.contract.lock.LockProbe.owner;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockChange.End;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.testkit.contract.Subject;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@code LockStore} has to keep of contract §3.11. Inherit it and say in {@link #open} what to test. Thread safety:
 * none, as any test class.
 */
@Tag("P8")
@Tag("contract-3.11")
public abstract class LockStoreContract extends LockRaces {

    private static final Duration TICK = Duration.ofSeconds(10);
    private static final LockName NAME = LockName.comment("comment_a");
    private static final LockOwner ANN = owner("user_ann", "conn_ann1");
    private static final LockOwner ANN_AGAIN = owner("user_ann", "conn_ann2");
    private static final LockOwner BOB = owner("user_bob", "conn_bob1");

    /** For subclasses. */
    protected LockStoreContract() {}

    /**
     * Makes the store to be tested, before each test.
     *
     * @return a fresh, empty back end; the test closes it
     */
    protected abstract Subject open();

    @Override
    final Subject fresh() {
        return open();
    }

    // ---- taking ----

    @Test
    void aFreeLockIsGrantedAndAnnounced() {
        HeldLock lock = probe().take(NAME, ANN);

        assertThat(lock.name()).isEqualTo(NAME);
        assertThat(lock.channel()).isEqualTo(FILE);
        assertThat(lock.owner()).isEqualTo(ANN);
        assertThat(lock.token()).isBetween(1L, HeldLock.MAX_TOKEN);
        assertThat(await(probe().locks().find(NAME))).contains(lock);
        assertThat(await(probe().locks().held(FILE))).containsExactly(lock);
        assertThat(await(probe().locks().held(OTHER))).isEmpty();
        assertThat(probe().heard(1)).containsExactly(new LockChange.Locked(lock, null, ANN.connectionId()));
    }

    @Test
    void anotherUserIsRefusedAndToldWhoHoldsItAndHowLong() {
        HeldLock lock = probe().take(NAME, ANN);
        probe().pass(TICK);

        LockAnswer answer = probe().acquire(NAME, FILE, BOB);
        assertThat(answer).isInstanceOf(LockAnswer.HeldByOther.class);
        assertThat(((LockAnswer.HeldByOther) answer).lock()).isEqualTo(lock);
        assertThat(((LockAnswer.HeldByOther) answer).left()).isBetween(Duration.ofSeconds(19), Duration.ofSeconds(21));
        probe().requireNothingMoreThan(1);
    }

    @Test
    void theSameConnectionKeepsItsTokenAndBeginsItsTimeAnew() {
        HeldLock first = probe().take(NAME, ANN);
        probe().pass(TICK.multipliedBy(2));
        HeldLock again = probe().take(NAME, ANN);
        probe().pass(TICK.multipliedBy(2));

        assertThat(again.token()).isEqualTo(first.token());
        assertThat(again.expiresAt()).isAfterOrEqualTo(first.expiresAt());
        assertThat(await(probe().locks().find(NAME))).contains(again);
        assertThat(probe().heard(2).get(1)).isEqualTo(new LockChange.Locked(again, null, ANN.connectionId()));
    }

    @Test
    void theSameUserThroughAnotherConnectionTakesItOver() {
        HeldLock first = probe().take(NAME, ANN);
        HeldLock taken = probe().take(NAME, ANN_AGAIN);

        assertThat(taken.token()).isGreaterThan(first.token());
        assertThat(probe().heard(2).get(1)).isEqualTo(new LockChange.Locked(taken, ANN, ANN_AGAIN.connectionId()));
        assertThat(probe().renew(NAME, ANN, first.token())).isInstanceOf(LockAnswer.Lost.class);
        assertThat(await(probe().locks().release(NAME, ANN, first.token()))).isEmpty();
        assertThat(await(probe().locks().find(NAME))).contains(taken);
    }

    @Test
    void aLockThatIsAskedForInAnotherChannelEndsInTheFormer() {
        HeldLock first = probe().take(NAME, ANN);
        LockAnswer answer = probe().acquire(NAME, OTHER, ANN);

        assertThat(answer).isInstanceOf(LockAnswer.Granted.class);
        HeldLock moved = ((LockAnswer.Granted) answer).lock();
        assertThat(await(probe().locks().held(FILE))).isEmpty();
        assertThat(await(probe().locks().held(OTHER))).containsExactly(moved);
        // Each of the two channels hears its own.
        assertThat(probe().heard(3))
                .filteredOn(change -> change.channel().equals(FILE))
                .containsExactly(
                        new LockChange.Locked(first, null, ANN.connectionId()),
                        new LockChange.Unlocked(first, End.RELEASED, ANN.connectionId()));
        assertThat(probe().heard(3))
                .filteredOn(change -> change.channel().equals(OTHER))
                .containsExactly(new LockChange.Locked(moved, null, ANN.connectionId()));
    }

    @Test
    @Tag("P9")
    void aUserHoldsAtMostTheLimitOverAllChannels() {
        probe().take(name(1), ANN);
        probe().acquire(name(2), OTHER, ANN_AGAIN);
        HeldLock third = probe().take(name(3), ANN);

        assertThat(probe().acquire(name(4), OTHER, ANN)).isEqualTo(new LockAnswer.TooMany(LIMIT));
        assertThat(await(probe().locks().find(name(4)))).isEmpty();
        assertThat(probe().acquire(name(4), FILE, BOB)).isInstanceOf(LockAnswer.Granted.class);
        // What is held already counts once.
        assertThat(probe().acquire(name(3), FILE, ANN_AGAIN)).isInstanceOf(LockAnswer.Granted.class);
        await(probe().locks()
                .release(
                        name(3),
                        ANN_AGAIN,
                        await(probe().locks().find(name(3))).orElse(third).token()));
        assertThat(probe().acquire(name(5), FILE, ANN)).isInstanceOf(LockAnswer.Granted.class);
    }

    @Test
    @Tag("P9")
    void whatRanOutDoesNotCountAgainstTheLimit() {
        for (int i = 1; i <= LIMIT; i++) {
            probe().take(name(i), ANN);
        }
        probe().pass(TTL.plusSeconds(2));

        assertThat(probe().acquire(name(4), FILE, ANN)).isInstanceOf(LockAnswer.Granted.class);
    }

    // ---- running out ----

    @Test
    void aLockWhoseTimeIsOverIsFreeForWhoeverAsksAndItsEndComesFirst() {
        HeldLock first = probe().take(NAME, ANN);
        probe().pass(TTL.plusSeconds(2));

        assertThat(await(probe().locks().find(NAME))).isEmpty();
        assertThat(await(probe().locks().held(FILE))).isEmpty();
        HeldLock next = probe().take(NAME, BOB);
        assertThat(next.token()).isGreaterThan(first.token());
        assertThat(probe().heard(3).subList(1, 3))
                .containsExactly(
                        new LockChange.Unlocked(first, End.EXPIRED, null),
                        new LockChange.Locked(next, null, BOB.connectionId()));
    }

    @Test
    void itsOwnHolderGetsANewTokenWhenTheTimeIsOver() {
        HeldLock first = probe().take(NAME, ANN);
        probe().pass(TTL.plusSeconds(2));

        assertThat(probe().renew(NAME, ANN, first.token())).isInstanceOf(LockAnswer.Lost.class);
        assertThat(await(probe().locks().release(NAME, ANN, first.token()))).isEmpty();
        assertThat(probe().take(NAME, ANN).token()).isGreaterThan(first.token());
        assertThat(probe().heard(3).get(1)).isEqualTo(new LockChange.Unlocked(first, End.EXPIRED, null));
    }

    @Test
    void aSweepEndsWhatRanOutOnceAndSaysWhenToComeBack() {
        assertThat(await(probe().locks().sweep(FILE))).isEmpty();
        HeldLock early = probe().take(name(1), ANN);
        probe().pass(TICK);
        HeldLock late = probe().take(name(2), BOB);
        assertThat(await(probe().locks().sweep(FILE)).orElse(Duration.ZERO))
                .isBetween(Duration.ofSeconds(19), Duration.ofSeconds(21));
        assertThat(await(probe().locks().sweep(OTHER))).isEmpty();
        // News of different locks may overtake each other.
        assertThat(probe().heard(2)).hasSize(2);
        probe().pass(Duration.ofSeconds(22));

        assertThat(await(probe().locks().sweep(FILE)).orElse(Duration.ZERO))
                .isBetween(Duration.ofSeconds(6), Duration.ofSeconds(10));
        await(probe().locks().sweep(FILE));
        assertThat(probe().heard(3).get(2)).isEqualTo(new LockChange.Unlocked(early, End.EXPIRED, null));
        assertThat(await(probe().locks().held(FILE))).containsExactly(late);
        probe().requireNothingMoreThan(3);
    }

    // ---- renewing and giving back ----

    @Test
    void renewingBeginsTheTimeAnewAndIsAnnounced() {
        HeldLock lock = probe().take(NAME, ANN);
        probe().pass(TICK.multipliedBy(2));
        HeldLock renewed = granted(probe().renew(NAME, ANN, lock.token()));
        probe().pass(TICK.multipliedBy(2));

        assertThat(renewed.token()).isEqualTo(lock.token());
        assertThat(await(probe().locks().find(NAME))).contains(renewed);
        assertThat(probe().heard(2).get(1)).isEqualTo(new LockChange.Locked(renewed, null, ANN.connectionId()));
        probe().pass(TICK.plusSeconds(2));
        assertThat(await(probe().locks().find(NAME))).isEmpty();
    }

    @Test
    void theConnectionThatRenewsBecomesTheHolders() {
        HeldLock lock = probe().take(NAME, ANN);
        HeldLock renewed = granted(probe().renew(NAME, ANN_AGAIN, lock.token()));

        assertThat(renewed.owner()).isEqualTo(ANN_AGAIN);
        assertThat(renewed.token()).isEqualTo(lock.token());
        assertThat(probe().take(NAME, ANN_AGAIN).token()).isEqualTo(lock.token());
        assertThat(probe().heard(2).get(1)).isEqualTo(new LockChange.Locked(renewed, ANN, ANN_AGAIN.connectionId()));
    }

    @Test
    void renewingNeedsUserAndToken() {
        HeldLock lock = probe().take(NAME, ANN);

        assertThat(probe().renew(NAME, ANN, lock.token() + 1)).isInstanceOf(LockAnswer.Lost.class);
        assertThat(probe().renew(NAME, ANN, lock.token() - 1)).isInstanceOf(LockAnswer.Lost.class);
        assertThat(probe().renew(NAME, BOB, lock.token())).isInstanceOf(LockAnswer.Lost.class);
        assertThat(probe().renew(name(9), ANN, lock.token())).isInstanceOf(LockAnswer.Lost.class);
        assertThat(await(probe().locks().find(NAME))).contains(lock);
        probe().requireNothingMoreThan(1);
    }

    @Test
    void givingBackNeedsUserAndTokenAndAnyConnectionOfTheUserMay() {
        HeldLock lock = probe().take(NAME, ANN);
        assertThat(await(probe().locks().release(NAME, ANN, lock.token() + 1))).isEmpty();
        assertThat(await(probe().locks().release(NAME, BOB, lock.token()))).isEmpty();
        assertThat(await(probe().locks().find(NAME))).contains(lock);

        assertThat(await(probe().locks().release(NAME, ANN_AGAIN, lock.token())))
                .contains(lock);
        assertThat(await(probe().locks().release(NAME, ANN, lock.token()))).isEmpty();
        assertThat(await(probe().locks().find(NAME))).isEmpty();
        assertThat(probe().heard(2).get(1))
                .isEqualTo(new LockChange.Unlocked(lock, End.RELEASED, ANN_AGAIN.connectionId()));
        probe().requireNothingMoreThan(2);
    }

    @Test
    void tokensOfANameGrowWhateverItsHoldersDo() {
        long last = 0;
        for (int i = 0; i < 50; i++) {
            HeldLock lock = probe().take(NAME, i % 2 == 0 ? ANN : BOB);
            assertThat(lock.token()).isGreaterThan(last);
            last = lock.token();
            if (i % 5 == 0) {
                probe().pass(TTL.plusSeconds(2));
            } else {
                assertThat(await(probe().locks().release(NAME, lock.owner(), last)))
                        .contains(lock);
            }
        }
    }

    @Test
    void theLocksOfAChannelAreListedInTheOrderOfTheirNames() {
        probe().take(name(2), ANN);
        probe().take(name(3), BOB);
        probe().take(new LockName("blob", "z"), BOB);
        probe().take(name(1), ANN);

        assertThat(await(probe().locks().held(FILE)).stream()
                        .map(lock -> lock.name().toString()))
                .containsExactly("blob:z", "comment:comment_1", "comment:comment_2", "comment:comment_3");
    }

    @Test
    void aListenerThatThrowsBreaksNothing() {
        probe().heard().throwFromNowOn();
        HeldLock lock = probe().take(NAME, ANN);

        assertThat(await(probe().locks().find(NAME))).contains(lock);
        assertThat(await(probe().locks().release(NAME, ANN, lock.token()))).contains(lock);
        assertThat(probe().heard(2)).hasSize(2);
    }
}
