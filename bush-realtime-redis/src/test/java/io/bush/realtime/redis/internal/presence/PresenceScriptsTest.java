package io.bush.realtime.redis.internal.presence;

import static io.bush.realtime.redis.internal.presence.Room.FILE;
import static io.bush.realtime.testkit.Concurrently.await;
import static io.bush.realtime.testkit.Concurrently.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.presence.PresenceChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@EachRedis
@Tag("P7")
class PresenceScriptsTest {

    private final RedisServer server;
    private Room room;

    PresenceScriptsTest(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        room = new Room(server);
    }

    @AfterEach
    void close() {
        room.close();
    }

    // ---- what lies in Redis ----

    @Test
    @Tag("seed000-5.3")
    void anyReaderFindsTheStateOfEachUserUntilTheLastLeaseEnds() {
        room.update("ann.1", 1, "viewing");
        room.update("ann.2", 1, "commenting");

        assertThat(room.redis().texts("HGETALL", Room.SEEN))
                .containsExactly("user_ann", Room.state("commenting").json());
        assertThat(room.redis().number("PTTL", Room.SEEN)).isBetween(50_000L, 60_000L);
        room.leave("ann.2", 2);
        assertThat(room.redis().texts("HGETALL", Room.SEEN))
                .containsExactly("user_ann", Room.state("viewing").json());
    }

    @Test
    void noKeyStaysForEver() {
        room.snapshot();
        room.update("ann.1", 1, "viewing");
        room.update("bob.1", 1, "viewing");
        room.leave("bob.1", 2);
        room.renew("ann.1");
        await(room.store().sweep(FILE));

        assertThat(room.redis().texts("KEYS", "*presence*")).containsExactlyInAnyOrderElementsOf(Room.KEYS);
        assertThat(Room.KEYS)
                .allSatisfy(key -> assertThat(room.redis().number("PTTL", key)).isPositive());
    }

    @Test
    void theLeavingIsToldThoughTheLastLeaseAndTheStateEndTogether() {
        room.update("ann.1", 1, "viewing");
        room.pass(Room.LEASE);
        assertThat(room.redis().number("EXISTS", Room.SEEN)).isZero();

        await(room.store().sweep(FILE));
        assertThat(room.heard().await(2).get(1)).isInstanceOf(PresenceChange.Left.class);
        assertThat(room.redis().number("EXISTS", Room.STAYS, Room.ENDS)).isZero();
    }

    @Test
    @Tag("P9")
    void whoLeftIsRememberedForALeaseAndNoMoreThanTenThousandOfThem() {
        room.leave("bob.1", 1);
        room.pass(Room.LEASE.plusSeconds(1));
        for (int i = 0; i < 10_010; i++) {
            room.leave("ann." + i, 1);
            if (i == 9) {
                room.pass(Duration.ofSeconds(1));
            }
        }

        assertThat(room.redis().number("HLEN", Room.LEFT)).isEqualTo(10_000);
        assertThat(room.redis().number("ZCARD", Room.FORGET)).isEqualTo(10_000);
        assertThat(room.redis().number("HEXISTS", Room.LEFT, "ann.9")).isZero();
        assertThat(room.redis().number("HEXISTS", Room.LEFT, "ann.10")).isEqualTo(1);
    }

    // ---- many ----

    @Test
    void sixNodesThatSweepWhenOneHasCrashedTellOneLeave() {
        List<Room> nodes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            nodes.add(room.another());
        }
        Room crashed = room.another();
        for (int i = 0; i < 20; i++) {
            crashed.update("u" + i + ".1", 1, "viewing");
        }
        crashed.crash();
        room.pass(Room.LEASE.plusSeconds(1));
        AtomicInteger next = new AtomicInteger();
        together(6, () -> await(nodes.get(next.getAndIncrement()).store().sweep(FILE)));

        nodes.get(0).update("marker.1", 1, "viewing");
        for (Room node : nodes) {
            assertThat(node.heard().await(41)).hasSize(41);
            assertThat(node.heard().await(41).subList(20, 40))
                    .allSatisfy(change -> assertThat(change).isInstanceOf(PresenceChange.Left.class))
                    .extracting(change -> change.user().id())
                    .doesNotHaveDuplicates();
        }
        nodes.forEach(Room::close);
    }

    @Test
    void manyLeasesThatAreOverAtOnceEndInSeveralSteps() {
        int many = 2 * RedisPresenceStore.SWEPT_AT_ONCE + 1;
        for (int i = 0; i < many; i++) {
            room.update("u" + i + ".1", 1, "viewing");
        }
        room.pass(Room.LEASE.plusSeconds(1));

        assertThat(room.present()).isEmpty();
        assertThat(await(room.store().sweep(FILE))).isEqualTo(Optional.empty());
        assertThat(room.heard().await(2 * many)).hasSize(2 * many);
    }

    // ---- when the clock of Redis leaps, as of a machine that was put aside ----

    @Test
    void whoseLeaseALeapOfTheClockHasEndedIsToldToHaveLeftAndComesBackWithTheNextRenewal() {
        room.update("ann.1", 1, "viewing");
        room.update("bob.1", 1, "viewing");
        room.pass(Duration.ofSeconds(70));
        assertThat(room.renew("ann.1")).containsExactly(FILE);
        room.update("ann.1", 2, "viewing");
        await(room.store().sweep(FILE));

        assertThat(room.present()).containsExactly("user_ann");
        assertThat(room.heard().await(5))
                .extracting(
                        change -> change.user().id() + " " + change.getClass().getSimpleName())
                .containsExactly(
                        "user_ann Updated", "user_bob Updated", "user_ann Left", "user_ann Updated", "user_bob Left");
    }

    @Test
    void afterALeapOfHoursNobodyIsThereAndWhoComesNextSaysSo() {
        room.update("ann.1", 1, "viewing");
        room.update("bob.1", 1, "viewing");
        long last = room.snapshot().revision();
        room.pass(Duration.ofHours(2));

        assertThat(room.renew("ann.1")).containsExactly(FILE);
        assertThat(await(room.store().sweep(FILE))).isEmpty();
        room.update("ann.1", 2, "viewing");
        PresenceChange next = room.heard().await(3).get(2);
        assertThat(next.previous()).isEqualTo(PresenceChange.NOBODY_BEFORE);
        assertThat(next.revision()).isGreaterThan(last);
    }

    @Test
    void aClockThatGoesBackEndsNobodyEarlyAndChangesKeepTheirOrder() {
        room.update("ann.1", 1, "viewing");
        room.pass(Duration.ofSeconds(-5));
        room.update("ann.1", 2, "idle");
        room.leave("ann.1", 3);
        room.update("ann.1", 2, "viewing");

        assertThat(room.present()).isEmpty();
        List<PresenceChange> changes = room.heard().await(3);
        assertThat(changes).extracting(PresenceChange::revision).isSorted().doesNotHaveDuplicates();
        for (int i = 1; i < changes.size(); i++) {
            assertThat(changes.get(i).previous()).isEqualTo(changes.get(i - 1).revision());
        }
    }

    // ---- what somebody else deleted or wrote ----

    @Test
    void whatOthersReadIsMadeAgain() {
        room.update("ann.1", 1, "viewing");
        room.update("bob.1", 1, "idle");
        room.redis().call("DEL", Room.SEEN);
        room.update("bob.1", 2, "viewing");
        await(room.store().sweep(FILE));

        assertThat(room.redis().number("HLEN", Room.SEEN)).isEqualTo(2);
        assertThat(room.present()).containsExactly("user_ann", "user_bob");
    }

    @Test
    void withoutTheIndexOfItsEndALeaseEndsAllTheSame() {
        room.update("ann.1", 1, "viewing");
        room.update("ann.2", 1, "viewing");
        room.redis().call("DEL", Room.ENDS);
        room.pass(Duration.ofSeconds(30));
        room.renew("ann.2");
        room.pass(Duration.ofSeconds(31));
        assertThat(room.present()).containsExactly("user_ann");
        room.pass(Duration.ofSeconds(30));

        assertThat(await(room.store().sweep(FILE))).isEmpty();
        assertThat(room.heard().await(2).get(1)).isInstanceOf(PresenceChange.Left.class);
    }

    @Test
    void withoutTheStaysNobodyIsThereAndWhoComesNextSaysSo() {
        room.update("ann.1", 1, "viewing");
        room.redis().call("DEL", Room.STAYS);

        assertThat(room.renew("ann.1")).containsExactly(FILE);
        assertThat(room.present()).isEmpty();
        assertThat(await(room.store().sweep(FILE))).isEmpty();
        room.update("bob.1", 1, "viewing");
        PresenceChange next = room.heard().await(2).get(1);
        assertThat(next.previous()).isEqualTo(PresenceChange.NOBODY_BEFORE);
        assertThat(room.redis().texts("HKEYS", Room.SEEN)).containsExactly("user_bob");
    }

    @Test
    void withoutTheRevisionTheChainBreaksAndRevisionsGrow() {
        room.update("ann.1", 1, "viewing");
        long last = room.snapshot().revision();
        room.redis().call("DEL", Room.REVISION);
        room.update("ann.1", 2, "idle");

        PresenceChange next = room.heard().await(2).get(1);
        assertThat(next.previous()).isNotIn(PresenceChange.NOBODY_BEFORE, last);
        assertThat(next.revision()).isGreaterThan(last);
        room.redis().call("DEL", Room.REVISION);
        assertThat(room.snapshot().revision()).isGreaterThan(next.revision());
    }

    @Test
    void revisionsGrowOverTheLossOfEverything() {
        room.update("ann.1", 1, "viewing");
        long last = room.snapshot().revision();
        room.redis().call("FLUSHALL");

        assertThat(room.snapshot().revision()).isGreaterThan(last);
        assertThat(room.renew("ann.1")).containsExactly(FILE);
    }

    @Test
    void whatIsNotOursInTheStaysHarmsNobody() {
        room.update("ann.1", 1, "viewing");
        long sequence = 0;
        for (String garbage : List.of(
                "", "x", "null", "[]", "{}", "{\"connections\":[]}", "{\"connections\":[{}]}", "{\"connections\":7}")) {
            room.redis().call("HSET", Room.STAYS, "user_bob", garbage);
            assertThat(room.present()).containsExactly("user_ann");
            room.update("bob.1", ++sequence, "viewing");
            assertThat(room.present()).contains("user_bob");
            room.leave("bob.1", ++sequence);
        }
        room.redis().call("HSET", Room.STAYS, "user_eve", "x");
        room.redis().call("ZADD", Room.ENDS, 1, "user_eve eve.1", 1, "nobody");
        room.redis().call("HSET", Room.SEEN, "user_eve", "x");
        await(room.store().sweep(FILE));
        assertThat(room.present()).containsExactly("user_ann");
        room.redis().call("SET", Room.REVISION, "inf");
        room.update("ann.1", 2, "idle");
        assertThat(room.snapshot().revision()).isLessThan(1L << 53);
    }

    @Test
    void aKeyOfAnotherKindIsNamedAndNothingIsStored() {
        room.update("ann.1", 1, "viewing");
        for (String key : Room.KEYS) {
            room.redis().call("RENAME", key.equals(Room.LEFT) || key.equals(Room.FORGET) ? Room.SEEN : key, "kept");
            room.redis().call(key.equals(Room.REVISION) ? "LPUSH" : "SET", key, "x");
            List<String> before = dump();
            assertThat(failures())
                    .hasSize(5)
                    .allSatisfy(message ->
                            assertThat(message).startsWith("WRONGTYPE").contains(key));
            assertThat(dump()).isEqualTo(before);
            room.redis().call("DEL", key);
            room.redis().call("RENAME", "kept", key.equals(Room.LEFT) || key.equals(Room.FORGET) ? Room.SEEN : key);
        }
        assertThat(room.present()).containsExactly("user_ann");
    }

    private List<String> failures() {
        return Stream.of(
                        room.store().update(FILE, Room.holder("bob.1", 1), Room.state("idle"), Room.LEASE),
                        room.store().leave(FILE, Room.holder("ann.1", 2), Duration.ZERO),
                        room.store().renew(Room.holder("ann.1", 0), Map.of(FILE, 0L), Room.LEASE),
                        room.store().sweep(FILE),
                        room.store().snapshot(FILE))
                .map(stage -> stage.handle((done, failure) -> String.valueOf(failure == null ? null : cause(failure))))
                .map(stage -> stage.toCompletableFuture().join())
                .toList();
    }

    private static String cause(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return String.valueOf(failure.getMessage()).startsWith("WRONGTYPE") ? failure.getMessage() : cause.getMessage();
    }

    private List<String> dump() {
        List<String> all = new ArrayList<>();
        for (String key : room.redis().texts("KEYS", "*")) {
            all.add(key + " "
                    + new String(room.redis().bytes("DUMP", key), java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        all.sort(null);
        return all;
    }
}
