package io.bush.realtime.testkit.contract.lock;

import static io.bush.realtime.testkit.Concurrently.await;
import static io.bush.realtime.testkit.Concurrently.together;
import static io.bush.realtime.testkit.contract.lock.LockProbe.DEADLINE;
import static io.bush.realtime.testkit.contract.lock.LockProbe.FILE;
import static io.bush.realtime.testkit.contract.lock.LockProbe.LIMIT;
import static io.bush.realtime.testkit.contract.lock.LockProbe.TTL;
import static io.bush.realtime.testkit.contract.lock.LockProbe.name;
import static io.bush.realtime.testkit.contract.lock.LockProbe.owner;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.testkit.contract.Subject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of {@link LockStoreContract} in which many act at once, or one for very long. */
abstract class LockRaces {

    private static final int RACES = 100;
    private static final LockName NAME = LockName.comment("comment_a");

    private Subject subject;
    private LockProbe probe;

    LockRaces() {}

    /** As {@link LockStoreContract#open}. */
    abstract Subject fresh();

    @BeforeEach
    void openTheStore() {
        subject = fresh();
        probe = new LockProbe(subject);
    }

    @AfterEach
    void closeTheStore() {
        subject.backplane().close();
    }

    LockProbe probe() {
        return probe;
    }

    @Test
    void ofManyUsersWhoAskAtTheSameTimeOneIsGranted() {
        AtomicInteger next = new AtomicInteger();
        for (int race = 0; race < RACES; race++) {
            LockName name = name(race);
            List<LockAnswer> answers = together(4, () -> {
                int who = next.incrementAndGet();
                return probe.acquire(name, FILE, owner("user_" + who, "conn_" + who));
            });

            List<HeldLock> winners = answers.stream()
                    .filter(LockAnswer.Granted.class::isInstance)
                    .map(LockProbe::granted)
                    .toList();
            assertThat(winners).as("race %d", race).hasSize(1);
            assertThat(answers.stream().filter(LockAnswer.HeldByOther.class::isInstance))
                    .extracting(answer -> ((LockAnswer.HeldByOther) answer).lock())
                    .containsOnly(winners.get(0))
                    .hasSize(3);
        }
        probe.requireNothingMoreThan(RACES);
    }

    @Test
    @Tag("P9")
    void ofManyLocksAUserAsksForAtTheSameTimeTheLimitIsGranted() {
        for (int race = 0; race < RACES; race++) {
            LockOwner owner = owner("user_" + race, "conn_" + race);
            AtomicInteger next = new AtomicInteger();
            String prefix = "comment_r" + race + "_";
            List<Integer> granted = together(4, () -> {
                int mine = 0;
                for (int i = 0; i < 2; i++) {
                    LockName name = LockName.comment(prefix + next.incrementAndGet());
                    mine += probe.acquire(name, FILE, owner) instanceof LockAnswer.Granted ? 1 : 0;
                }
                return mine;
            });

            assertThat(granted.stream().mapToInt(Integer::intValue).sum())
                    .as("race %d", race)
                    .isEqualTo(LIMIT);
        }
    }

    @Test
    void ofManyThatSweepAtTheSameTimeOneAnnounces() {
        for (int i = 0; i < RACES; i++) {
            probe.take(name(i), owner("user_" + i, "conn_" + i));
        }
        probe.pass(TTL.plusSeconds(2));
        together(4, () -> await(probe.locks().sweep(FILE)));

        Map<String, Integer> ends = new TreeMap<>();
        probe.heard(2 * RACES).stream()
                .filter(LockChange.Unlocked.class::isInstance)
                .forEach(change -> ends.merge(change.lock().name().toString(), 1, Integer::sum));
        assertThat(ends).hasSize(RACES);
        assertThat(ends.values()).containsOnly(1);
        probe.requireNothingMoreThan(2 * RACES);
    }

    @Test
    void whenManyTakeAndGiveBackAtTheSameTimeNoTwoHoldIt() {
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        List<Integer> taken = together(4, () -> {
            int who = next.incrementAndGet();
            LockOwner owner = owner("user_" + who, "conn_" + who);
            int mine = 0;
            for (int i = 0; i < 500; i++) {
                if (probe.acquire(NAME, FILE, owner) instanceof LockAnswer.Granted answer) {
                    most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                    holders.decrementAndGet();
                    await(probe.locks().release(NAME, owner, answer.lock().token()));
                    mine++;
                }
            }
            return mine;
        });

        int grants = taken.stream().mapToInt(Integer::intValue).sum();
        assertThat(grants).isPositive();
        assertThat(most).hasValue(1);
        List<LockChange> changes = probe.heard(2 * grants);
        long last = 0;
        for (int i = 0; i < changes.size(); i += 2) {
            assertThat(changes.get(i)).isInstanceOf(LockChange.Locked.class);
            assertThat(changes.get(i + 1)).isInstanceOf(LockChange.Unlocked.class);
            assertThat(changes.get(i).lock().token()).isGreaterThan(last);
            last = changes.get(i).lock().token();
            assertThat(changes.get(i + 1).lock().token()).isEqualTo(last);
        }
    }

    @Test
    void aLongRandomHistoryDiffersNowhereFromItsModel() {
        LockHistory history = new LockHistory(probe.locks(), probe.heard(), subject.passTime(), DEADLINE);
        int steps = historySteps();
        history.run(steps);

        assertThat(history.seen().keySet())
                .containsExactly(
                        "displaced",
                        "expired",
                        "free",
                        "granted",
                        "held",
                        "lost",
                        "refused",
                        "released",
                        "renewed",
                        "swept",
                        "too many");
        assertThat(history.seen().values())
                .allSatisfy(count -> assertThat(count).isGreaterThan(steps / 500));
    }

    /**
     * Says how long the random history is. Where the same scripts or code are tested at full length elsewhere, a short one
     * shows that they are put together well.
     *
     * @return operations, 5,000 or more; 50,000 unless overridden
     */
    protected int historySteps() {
        return LockHistory.STEPS;
    }
}
