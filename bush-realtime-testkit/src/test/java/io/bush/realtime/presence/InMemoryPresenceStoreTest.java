package io.bush.realtime.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.testkit.ManualTime;
import io.bush.realtime.testkit.ManualWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What only the in-memory store promises: memory, exact edges, and what time it goes by. */
@Tag("P7")
class InMemoryPresenceStoreTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Payload VIEWING = Payload.ofJson("{\"status\":\"viewing\"}");
    private static final Duration LEASE = Duration.ofSeconds(60);

    private final ManualWorld world = ManualWorld.inOrder();
    private final InMemoryPresenceStore store = InMemoryPresenceStore.start(world.runtime());
    private final List<PresenceChange> changes = new ArrayList<>();

    private void listen() {
        store.listen(changes::add);
    }

    private static PresenceHolder holder(String user, long sequence) {
        return new PresenceHolder(new Principal.Member("user_" + user, null, null), "conn_" + user, sequence);
    }

    private void update(Channel channel, String user, long sequence) {
        assertThat(store.update(channel, holder(user, sequence), VIEWING, LEASE).toCompletableFuture())
                .isCompleted();
    }

    private PresenceSnapshot snapshot() {
        return store.snapshot(FILE).toCompletableFuture().join();
    }

    @Test
    void aLeaseEndsExactlyWhenItEndsAndNotANanosecondEarlier() {
        update(FILE, "ann", 1);
        world.advance(LEASE.minusNanos(1));
        assertThat(store.sweep(FILE).toCompletableFuture().join()).hasValue(Duration.ofNanos(1));
        assertThat(snapshot().users()).hasSize(1);

        world.advance(Duration.ofNanos(1));
        assertThat(snapshot().users()).isEmpty();
    }

    @Test
    void theWallClockMayJumpAndNobodyLeavesOrStays() {
        update(FILE, "ann", 1);
        world.time().setWall(Instant.parse("2046-01-15T10:30:00Z"));
        assertThat(snapshot().users()).hasSize(1);

        world.time().setWall(Instant.EPOCH);
        world.advance(LEASE);
        assertThat(snapshot().users()).isEmpty();
    }

    @Test
    void revisionsOnlyGrowThoughTheWallClockGoesBackAndTheRoomIsForgotten() {
        listen();
        update(FILE, "ann", 1);
        world.advance(Duration.ofMinutes(5));
        assertThat(store.rooms()).isZero();
        world.time().setWall(Instant.EPOCH);
        update(FILE, "ann", 2);

        assertThat(changes).hasSize(3);
        assertThat(changes).extracting(PresenceChange::revision).isSorted().doesNotHaveDuplicates();
        assertThat(changes.get(0).revision()).isEqualTo(ManualTime.START.toEpochMilli() * 1_000);
    }

    @Test
    @Tag("P9")
    void aRoomNobodyAsksAboutEndsItsLeasesAndIsForgotten() {
        listen();
        update(FILE, "ann", 1);
        update(new Channel("file", "file_b"), "bob", 1);
        store.leave(FILE, holder("ann", 2), Duration.ZERO);
        assertThat(store.rooms()).isEqualTo(2);

        world.advance(Duration.ofMinutes(2));
        assertThat(changes).hasSize(4);
        world.advance(Duration.ofMinutes(2));
        assertThat(store.rooms()).isZero();
    }

    @Test
    @Tag("P9")
    void aChannelThatWasOnlyLookedAtHasNoRoom() {
        snapshot();
        store.sweep(FILE);
        store.renew(holder("ann", 1), Map.of(FILE, 0L), LEASE);

        assertThat(store.rooms()).isZero();
    }

    @Test
    @Tag("P9")
    void onlySoManyOfThoseWhoLeftAreRemembered() {
        update(FILE, "first", 2);
        store.leave(FILE, holder("first", 3), Duration.ZERO);
        update(FILE, "first", 1);
        assertThat(snapshot().users()).isEmpty();
        for (int i = 0; i < InMemoryRoom.MOST_GRAVES; i++) {
            store.leave(FILE, holder("u" + i, 1), Duration.ZERO);
        }

        update(FILE, "u1", 1);
        assertThat(snapshot().users()).isEmpty();
        update(FILE, "first", 1);
        assertThat(snapshot().users()).hasSize(1);
    }

    @Test
    void aListenerThatThrowsBreaksNothing() {
        List<PresenceChange> heard = new ArrayList<>();
        store.listen(change -> {
            heard.add(change);
            throw new IllegalStateException("the listener is broken");
        });
        update(FILE, "ann", 1);
        update(FILE, "bob", 1);
        world.advance(LEASE);
        store.sweep(FILE);

        assertThat(heard).hasSize(4);
        assertThat(snapshot().users()).isEmpty();
    }

    @Test
    void thereIsOneListener() {
        listen();

        assertThatThrownBy(this::listen).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStateWithoutAStatusIsRefused() {
        assertThatThrownBy(() -> store.update(FILE, holder("ann", 1), Payload.EMPTY, LEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("viewing, idle or commenting");
        assertThat(store.rooms()).isZero();
    }

    @Test
    @Tag("P11")
    void afterTheEndEveryCallFailsAndNothingIsLeft() {
        listen();
        update(FILE, "ann", 1);
        store.close();
        world.settle();

        assertThat(world.quiet()).isTrue();
        assertThat(store.rooms()).isZero();
        assertThat(store.update(FILE, holder("ann", 2), VIEWING, LEASE).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(store.leave(FILE, holder("ann", 3), Duration.ZERO).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(store.renew(holder("ann", 4), Map.of(FILE, 0L), LEASE).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(store.sweep(FILE).toCompletableFuture()).isCompletedExceptionally();
        assertThat(store.snapshot(FILE).toCompletableFuture()).isCompletedExceptionally();
        assertThat(changes).hasSize(1);
        assertThat(world.quiet()).isTrue();
    }
}
