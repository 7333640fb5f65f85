package io.bush.realtime.testkit.contract.presence;

import static io.bush.realtime.presence.PresenceStatus.COMMENTING;
import static io.bush.realtime.presence.PresenceStatus.IDLE;
import static io.bush.realtime.presence.PresenceStatus.VIEWING;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.FILE;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.LEASE;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.OTHER;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * What every {@code PresenceStore} has to keep of promise P7 as time passes: leases, and the grace of those who drop. Inherit
 * it and say in {@link #open} what to test. Thread safety: none, as any test class.
 */
public abstract class PresenceLeaseContract extends PresenceContract {

    /** For subclasses. */
    protected PresenceLeaseContract() {}

    // ---- leases ----

    @Test
    void aLeaseEndsWithoutRenewalAndTheSweepTellsItOnce() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().passSeconds(55);
        assertThat(probe().sweep())
                .hasValueSatisfying(left -> assertThat(left).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(6)));
        assertThat(probe().present()).containsExactly("ann viewing 1");

        probe().passSeconds(10);
        assertThat(probe().sweep()).isEmpty();
        assertThat(probe().sweep()).isEmpty();
        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1", "left ann by nobody");
    }

    @Test
    void aSnapshotShowsNobodyWhoseLeaseHasEndedThoughNobodySwept() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().passSeconds(30);
        probe().update("bob.1", 1, VIEWING, 1);
        probe().passSeconds(35);

        assertThat(probe().snapshot().users()).hasSize(1);
        probe().sweep();
        assertThat(probe().present()).containsExactly("bob viewing 1");
        assertThat(probe().told()).endsWith("left ann by nobody");
    }

    @Test
    void whoeverSweepsWhenTheLastSweepSaidMissesNothing() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().passSeconds(20);
        probe().update("bob.1", 1, VIEWING, 1);
        int sweeps = 0;
        while (!probe().present().isEmpty() && sweeps < 20) {
            Duration next = probe().sweep().orElseThrow();
            assertThat(next).isLessThanOrEqualTo(LEASE);
            probe().pass(next.plusMillis(1));
            probe().sweep();
            sweeps++;
        }

        assertThat(sweeps).isBetween(2, 3);
        assertThat(probe().told()).endsWith("left ann by nobody", "left bob by nobody");
    }

    @Test
    void nobodysLeaseLivesOnAnothersActivity() {
        probe().update("ann.1", 1, VIEWING, 1);
        for (int i = 1; i <= 7; i++) {
            probe().update("bob.1", i, VIEWING, i);
            probe().update("ann.2", i, IDLE, i);
            probe().passSeconds(10);
            probe().renew("eve.1", FILE);
        }
        probe().sweep();

        assertThat(probe().present()).containsExactly("ann idle 7", "bob viewing 7");
        probe().leave("ann.2", 9);
        assertThat(probe().told()).endsWith("left ann by ann.2");
    }

    @Test
    void theEndOfOneTabsLeaseLeavesTheOthersState() {
        probe().update("ann.1", 1, COMMENTING, 1);
        probe().passSeconds(30);
        probe().update("ann.2", 1, IDLE, 2);
        probe().passSeconds(35);
        probe().sweep();

        assertThat(probe().told()).containsExactly("joined ann commenting 1 by ann.1", "changed ann idle 2 by nobody");
    }

    @Test
    void aRenewalBeginsTheLeaseAnewAndTellsNothing() {
        probe().update("ann.1", 1, VIEWING, 1);
        for (int i = 0; i < 5; i++) {
            probe().passSeconds(50);
            assertThat(probe().renew("ann.1", FILE)).isEmpty();
        }
        assertThat(probe().told()).hasSize(1);

        probe().passSeconds(65);
        assertThat(probe().present()).isEmpty();
    }

    @Test
    void aRenewalNamesWhereTheConnectionIsNotAnyMoreAndBringsNobodyBack() {
        probe().update(OTHER, "ann.1", 1, state(VIEWING, 1), LEASE);
        probe().passSeconds(30);
        probe().update("ann.1", 2, VIEWING, 1);
        probe().passSeconds(35);
        // Nobody has swept yet.
        assertThat(probe().renew("ann.1", OTHER, FILE)).containsExactly(OTHER);
        assertThat(probe().settled(OTHER)).isEmpty();

        assertThat(probe().renew("bob.1", FILE, OTHER)).containsExactly(FILE, OTHER);
        assertThat(probe().present()).containsExactly("ann viewing 1");
    }

    @Test
    void aRenewalBringsNobodyBackWhoLeft() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2);

        assertThat(probe().renew("ann.1", FILE)).containsExactly(FILE);
        assertThat(probe().present()).isEmpty();
    }

    /** As after the loss of a server whose replica had not got the last call. */
    @Test
    void aRenewalNamesWhereTheStoreHasLessThanWasSaidAndKeepsNothingAliveThere() {
        probe().update("ann.1", 3, VIEWING, 1);
        probe().update(OTHER, "ann.1", 5, state(VIEWING, 1), LEASE);
        probe().passSeconds(50);
        assertThat(probe().renew("ann.1", 4, LEASE, FILE, OTHER)).containsExactly(FILE);
        assertThat(probe().present()).containsExactly("ann viewing 1");
        probe().update("ann.1", 6, IDLE, 2);
        assertThat(probe().renew("ann.1", 6, LEASE, FILE)).isEmpty();
        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1", "changed ann idle 2 by ann.1");

        assertThat(probe().renew("ann.1", 7, LEASE, FILE)).containsExactly(FILE);
        probe().passSeconds(15);
        assertThat(probe().renew("ann.1", 7, Duration.ofMinutes(5), FILE)).containsExactly(FILE);
        probe().passSeconds(50);
        assertThat(probe().present()).isEmpty();
    }

    // ---- grace ----

    @Test
    void whoeverDropsIsShownForTheGraceAndNoLonger() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2, Duration.ofSeconds(10));
        probe().passSeconds(5);
        assertThat(probe().present()).containsExactly("ann viewing 1");

        probe().passSeconds(7);
        probe().sweep();
        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1", "left ann by nobody");
    }

    @Test
    void noRenewalMakesTheGraceLonger() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2, Duration.ofSeconds(10));
        probe().renew("ann.1", FILE);
        probe().passSeconds(13);

        assertThat(probe().present()).isEmpty();
    }

    @Test
    void theGraceMakesNoLeaseLonger() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().passSeconds(50);
        probe().leave("ann.1", 2, Duration.ofSeconds(40));
        probe().passSeconds(15);

        assertThat(probe().present()).isEmpty();
    }

    @Test
    void whoeverComesBackWithinTheGraceNeverLeft() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2, Duration.ofSeconds(10));
        probe().passSeconds(5);
        probe().update("ann.2", 1, VIEWING, 1);
        probe().passSeconds(20);
        probe().sweep();

        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1");
    }

    @Test
    void theSameConnectionMayTakeItsLeavingBack() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2, Duration.ofSeconds(10));
        probe().update("ann.1", 3, VIEWING, 1);
        probe().passSeconds(50);
        assertThat(probe().renew("ann.1", FILE)).isEmpty();
        probe().passSeconds(50);

        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1");
    }

    @Test
    void leavingForGoodEndsAGraceAtOnce() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2, Duration.ofSeconds(10));
        probe().leave("ann.1", 3);

        assertThat(probe().told()).endsWith("left ann by ann.1");
    }
}
