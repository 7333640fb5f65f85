package io.bush.realtime.testkit.contract.presence;

import static io.bush.realtime.presence.PresenceStatus.COMMENTING;
import static io.bush.realtime.presence.PresenceStatus.IDLE;
import static io.bush.realtime.presence.PresenceStatus.VIEWING;
import static io.bush.realtime.testkit.Concurrently.await;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.FILE;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.LEASE;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.OTHER;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.holder;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.state;
import static io.bush.realtime.testkit.contract.presence.PresenceProbe.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.presence.PresenceChange;
import io.bush.realtime.presence.PresenceHolder;
import io.bush.realtime.presence.PresenceSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What every {@code PresenceStore} has to keep of promise P7. Inherit it and say in {@link #open} what to test; inherit
 * {@link PresenceLeaseContract} and {@link PresenceRacesContract} too. Thread safety: none, as any test class.
 */
public abstract class PresenceStoreContract extends PresenceContract {

    /** For subclasses. */
    protected PresenceStoreContract() {}

    // ---- appearing, changing, leaving ----

    @Test
    void whoeverAppearsIsToldOnceAndIsInTheSnapshot() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("bob.1", 1, IDLE, 2);

        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1", "joined bob idle 2 by bob.1");
        assertThat(probe().present()).containsExactly("ann viewing 1", "bob idle 2");
    }

    @Test
    void theStateIsHandedOnAsItIsAndSoIsTheUser() {
        probe().update("ann.1", 1, VIEWING, 1);

        assertThat(probe().snapshot().users()).singleElement().satisfies(one -> {
            assertThat(one.user()).isEqualTo(user("ann.1"));
            assertThat(one.state()).isEqualTo(state(VIEWING, 1));
        });
        assertThat(probe().changes(FILE)).singleElement().satisfies(change -> {
            assertThat(change.user()).isEqualTo(user("ann.1"));
            assertThat(((PresenceChange.Updated) change).state()).isEqualTo(state(VIEWING, 1));
        });
    }

    @Test
    void anotherStateIsToldAsAChangeAndTheSameAgainIsNotTold() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("ann.1", 2, VIEWING, 1);
        probe().update("ann.1", 3, VIEWING, 2);
        probe().update("ann.1", 4, VIEWING, 2);

        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1", "changed ann viewing 2 by ann.1");
    }

    @Test
    void anotherNameIsToldAsAChange() {
        Principal renamed = new Principal.Member("user_ann", "Ann Other", "https://example.com/a.png");
        probe().update("ann.1", 1, VIEWING, 1);
        await(probe().store().update(FILE, new PresenceHolder(renamed, "ann.1", 2), state(VIEWING, 1), LEASE));

        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1", "changed ann viewing 1 by ann.1");
        assertThat(probe().snapshot().users())
                .singleElement()
                .satisfies(one -> assertThat(one.user()).isEqualTo(renamed));
    }

    @Test
    void whoeverLeavesIsToldOnceAndGoneFromTheSnapshot() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("bob.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2);
        probe().leave("ann.1", 3);

        assertThat(probe().told()).endsWith("joined bob viewing 1 by bob.1", "left ann by ann.1");
        assertThat(probe().present()).containsExactly("bob viewing 1");
    }

    @Test
    void leavingWhereItIsNotDoesNothing() {
        probe().leave("ann.1", 1);
        probe().update("bob.1", 1, VIEWING, 1);
        probe().leave("ann.2", 1, Duration.ofSeconds(5));
        probe().leave("bob.2", 1);

        assertThat(probe().told()).containsExactly("joined bob viewing 1 by bob.1");
    }

    @Test
    void theOrderIsThatOfAppearanceWhateverChanges() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("bob.1", 1, VIEWING, 1);
        probe().update("eve.1", 1, VIEWING, 1);
        probe().update("ann.1", 2, COMMENTING, 2);
        assertThat(probe().present()).containsExactly("ann commenting 2", "bob viewing 1", "eve viewing 1");

        probe().leave("bob.1", 2);
        probe().update("bob.1", 3, IDLE, 1);
        assertThat(probe().present()).containsExactly("ann commenting 2", "eve viewing 1", "bob idle 1");
    }

    @Test
    void channelsHaveNothingToDoWithEachOther() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update(OTHER, "ann.1", 2, state(IDLE, 2), LEASE);
        probe().leave("ann.1", 3);

        assertThat(probe().present()).isEmpty();
        assertThat(probe().settled(OTHER)).hasSize(1);
        assertThat(probe().changes(OTHER)).hasSize(1);
    }

    // ---- tabs ----

    @Test
    void overTabsTheHighestStatusCounts() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("ann.2", 1, COMMENTING, 2);
        probe().update("ann.3", 1, IDLE, 3);
        probe().update("ann.1", 2, VIEWING, 4);

        assertThat(probe().told())
                .containsExactly("joined ann viewing 1 by ann.1", "changed ann commenting 2 by ann.2");
        assertThat(probe().present()).containsExactly("ann commenting 2");
    }

    @Test
    void ofTabsWithTheSameStatusTheNewestCounts() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("ann.2", 1, VIEWING, 2);
        probe().update("ann.1", 2, VIEWING, 1);

        assertThat(probe().told())
                .containsExactly(
                        "joined ann viewing 1 by ann.1",
                        "changed ann viewing 2 by ann.2",
                        "changed ann viewing 1 by ann.1");
    }

    @Test
    void whenTheTabThatCountsLeavesTheNextOnesStateIsToldAsAChange() {
        probe().update("ann.1", 1, IDLE, 1);
        probe().update("ann.2", 1, VIEWING, 2);
        probe().update("ann.3", 1, COMMENTING, 3);
        probe().leave("ann.3", 2);
        probe().leave("ann.1", 2);
        probe().leave("ann.2", 2);

        assertThat(probe().told())
                .containsExactly(
                        "joined ann idle 1 by ann.1",
                        "changed ann viewing 2 by ann.2",
                        "changed ann commenting 3 by ann.3",
                        "changed ann viewing 2 by ann.3",
                        "left ann by ann.2");
    }

    @Test
    void aTabThatLowersItsStatusGivesWayToAnother() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("ann.2", 1, COMMENTING, 2);
        probe().update("ann.2", 2, IDLE, 2);

        assertThat(probe().present()).containsExactly("ann viewing 1");
        assertThat(probe().told()).endsWith("changed ann viewing 1 by ann.2");
    }

    // ---- late calls ----

    @Test
    void aCallThatIsNotNewerThanTheLastDoesNothing() {
        probe().update("ann.1", 5, VIEWING, 5);
        probe().update("ann.1", 4, COMMENTING, 4);
        probe().update("ann.1", 5, COMMENTING, 6);
        probe().leave("ann.1", 3);
        probe().leave("ann.1", 5, Duration.ofSeconds(5));
        probe().passSeconds(10);

        assertThat(probe().told()).containsExactly("joined ann viewing 5 by ann.1");
    }

    @Test
    void aLateUpdateBringsNobodyBackForAtLeastALease() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 5);
        probe().update("ann.1", 4, VIEWING, 2);
        probe().passSeconds(55);
        probe().update("ann.1", 5, VIEWING, 3);

        assertThat(probe().told()).containsExactly("joined ann viewing 1 by ann.1", "left ann by ann.1");
    }

    @Test
    void aLeaveThatOvertookItsUpdateCounts() {
        probe().leave("ann.1", 2);
        probe().update("ann.1", 1, VIEWING, 1);
        assertThat(probe().told()).isEmpty();

        probe().update("ann.1", 3, VIEWING, 3);
        assertThat(probe().told()).containsExactly("joined ann viewing 3 by ann.1");
    }

    @Test
    void aLateUpdateBringsNobodyBackWhoseLeaseEndedAndANewerOneDoes() {
        probe().update("ann.1", 5, VIEWING, 1);
        probe().passSeconds(65);
        probe().sweep();
        probe().update("ann.1", 4, VIEWING, 2);
        assertThat(probe().present()).isEmpty();

        probe().update("ann.1", 6, VIEWING, 3);
        assertThat(probe().told())
                .containsExactly(
                        "joined ann viewing 1 by ann.1", "left ann by nobody", "joined ann viewing 3 by ann.1");
    }

    @Test
    void aLateLeaveEndsNoNewerStay() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2);
        probe().update("ann.1", 4, VIEWING, 4);
        probe().leave("ann.1", 3);

        assertThat(probe().present()).containsExactly("ann viewing 4");
    }

    // ---- revisions ----

    @Test
    void theFirstChangeSaysThatNobodyWasThere() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("bob.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2);
        probe().leave("bob.1", 2);
        probe().update("ann.1", 3, VIEWING, 3);

        List<PresenceChange> changes = probe().changes(FILE);
        assertThat(changes).hasSize(5);
        for (int i = 0; i < 5; i++) {
            boolean nobody = i == 0 || i == 4;
            assertThat(changes.get(i).previous())
                    .isEqualTo(
                            nobody
                                    ? PresenceChange.NOBODY_BEFORE
                                    : changes.get(i - 1).revision());
        }
        assertThat(changes).extracting(PresenceChange::revision).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aSnapshotOfAnEmptyChannelLiesBetweenWhatWasAndWhatComes() {
        PresenceSnapshot before = probe().snapshot();
        probe().update("ann.1", 1, VIEWING, 1);
        probe().leave("ann.1", 2);
        PresenceSnapshot between = probe().snapshot();
        probe().update("ann.1", 3, VIEWING, 1);

        List<PresenceChange> changes = probe().changes(FILE);
        assertThat(before.users()).isEmpty();
        assertThat(between.users()).isEmpty();
        assertThat(before.revision()).isLessThan(changes.get(0).revision());
        assertThat(between.revision())
                .isGreaterThan(changes.get(1).revision())
                .isLessThan(changes.get(2).revision());
    }

    @Test
    void aSnapshotNamesTheChangeItIsAsNewAs() {
        probe().update("ann.1", 1, VIEWING, 1);
        probe().update("bob.1", 1, VIEWING, 1);
        PresenceSnapshot picture = probe().snapshot();

        assertThat(picture.revision()).isEqualTo(probe().changes(FILE).get(1).revision());
        await(probe().store().update(FILE, holder("ann.1", 2), state(VIEWING, 2), LEASE));
        assertThat(probe().changes(FILE).get(2).previous()).isEqualTo(picture.revision());
    }
}
