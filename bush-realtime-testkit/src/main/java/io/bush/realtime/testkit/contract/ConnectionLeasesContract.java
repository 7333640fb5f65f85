package io.bush.realtime.testkit.contract;

import static io.bush.realtime.testkit.contract.Probe.await;
import static io.bush.realtime.testkit.contract.Probe.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.backplane.ConnectionLeases;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@code ConnectionLeases} has to keep of contract §3.6. Inherit it and say in {@link #open} what to test.
 * Thread safety: none, as any test class.
 */
@Tag("contract-3.6")
public abstract class ConnectionLeasesContract {

    private static final int RACES = 100;

    private Subject subject;
    private ConnectionLeases leases;

    /** For subclasses. */
    protected ConnectionLeasesContract() {}

    /**
     * Makes the leases to be tested, before each test.
     *
     * @return a fresh, empty back end; the test closes it
     */
    protected abstract Subject open();

    @BeforeEach
    void openTheLeases() {
        subject = open();
        leases = subject.backplane().connectionLeases();
    }

    @AfterEach
    void closeTheLeases() {
        subject.backplane().close();
    }

    @Test
    void tenConnectionsOfAUserAreTakenAndTheEleventhIsNot() {
        for (int i = 1; i <= 10; i++) {
            assertThat(acquire("user_a", "conn_" + i)).as("number %d", i).isTrue();
            assertThat(count("user_a")).isEqualTo(i);
        }

        assertThat(acquire("user_a", "conn_11")).isFalse();
        assertThat(count("user_a")).isEqualTo(10);
        assertThat(acquire("user_b", "conn_11")).isTrue();
    }

    @Test
    void whatIsHeldAlreadyIsTakenAgainAndCountsOnce() {
        for (int i = 1; i <= 10; i++) {
            acquire("user_a", "conn_" + i);
        }

        assertThat(acquire("user_a", "conn_3")).isTrue();
        assertThat(count("user_a")).isEqualTo(10);
        leases.release("user_a", "conn_3");
        assertThat(count("user_a")).isEqualTo(9);
    }

    @Test
    void aReleasedLeaseMakesRoomForOneMore() {
        for (int i = 1; i <= 10; i++) {
            acquire("user_a", "conn_" + i);
        }
        leases.release("user_a", "conn_1");

        assertThat(acquire("user_a", "conn_11")).isTrue();
        assertThat(acquire("user_a", "conn_12")).isFalse();
    }

    @Test
    void givingBackWhatIsNotHeldDoesNothing() {
        acquire("user_a", "conn_1");
        leases.release("user_a", "conn_2");
        leases.release("user_b", "conn_1");

        assertThat(count("user_a")).isEqualTo(1);
        leases.release("user_a", "conn_1");
        leases.release("user_a", "conn_1");
        assertThat(count("user_a")).isZero();
    }

    @Test
    void aUserWithoutConnectionsIsCountedAsNone() {
        assertThat(count("user_nobody")).isZero();
    }

    @Test
    @Tag("P9")
    void ofManyConnectionsAtTheSameTimeExactlyTheLimitSucceeds() {
        for (int race = 0; race < RACES; race++) {
            String user = "user_" + race;
            AtomicInteger next = new AtomicInteger();
            List<Integer> taken = together(4, () -> {
                int mine = 0;
                for (int i = 0; i < 4; i++) {
                    mine += acquire(user, "conn_" + next.incrementAndGet()) ? 1 : 0;
                }
                return mine;
            });

            assertThat(taken.stream().mapToInt(Integer::intValue).sum())
                    .as(user)
                    .isEqualTo(10);
            assertThat(count(user)).as(user).isEqualTo(10);
        }
    }

    @Test
    @Tag("P9")
    void takingAndGivingBackAtTheSameTimeNeverExceedsTheLimitAndLosesNothing() {
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger next = new AtomicInteger();
        List<Integer> taken = together(4, () -> {
            int mine = 0;
            for (int i = 0; i < 500; i++) {
                String connection = "conn_" + next.incrementAndGet();
                if (await(leases.acquire("user_a", connection, 2))) {
                    most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    open.decrementAndGet();
                    leases.release("user_a", connection);
                    mine++;
                }
            }
            return mine;
        });

        assertThat(most.get()).isBetween(1, 2);
        assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isPositive();
        assertThat(count("user_a")).isZero();
    }

    private boolean acquire(String user, String connection) {
        return await(leases.acquire(user, connection, 10));
    }

    private int count(String user) {
        return await(leases.count(user));
    }
}
