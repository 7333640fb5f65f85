package io.bush.realtime.redis.internal.lock;

import static io.bush.realtime.testkit.Concurrently.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bush.realtime.auth.Principal;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.wire.RespClient;
import io.bush.realtime.lock.HeldLock;
import io.bush.realtime.lock.LockAnswer;
import io.bush.realtime.lock.LockChange;
import io.bush.realtime.lock.LockName;
import io.bush.realtime.lock.LockOwner;
import io.bush.realtime.lock.LockStore;
import io.bush.realtime.redis.kit.Heard;
import io.bush.realtime.redis.kit.PlainBus;
import io.bush.realtime.redis.kit.PlainScripts;
import io.bush.realtime.redis.kit.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in Redis for a lock, and what becomes of it when somebody else deletes or writes there. */
@EachRedis
@Tag("P8")
class LockKeysTest {

    private static final Channel FILE = new Channel("file", "file_a");
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final LockName NAME = LockName.comment("comment_a");
    private static final LockOwner ANN = new LockOwner(new Principal.Member("user_ann", "Ann", null), "conn_ann1");
    private static final LockOwner BOB = new LockOwner(new Principal.Member("user_bob", null, null), "conn_bob1");

    private static final String SEEN = "bush:lock:comment:comment_a";
    private static final String LEASE = "{bush:lock:comment:comment_a}:lease";
    private static final String INDEX = "bush:locks:file:file_a";
    private static final String PLACES = "{bush:connections:user_ann}:locks";

    private final RedisServer server;
    private Stores stores;
    private LockStore locks;
    private RespClient redis;
    private Heard<LockChange> heard;

    LockKeysTest(RedisServer server) {
        this.server = server;
    }

    @BeforeEach
    void open() {
        stores = new Stores(server);
        locks = stores.locks();
        redis = stores.commands();
        heard = new Heard<>();
        locks.listen(heard::add);
        await(stores.bus().subscribe(FILE));
    }

    @AfterEach
    void close() {
        stores.close();
    }

    private HeldLock take(LockName name, LockOwner owner) {
        return ((LockAnswer.Granted) acquire(name, owner)).lock();
    }

    private LockAnswer acquire(LockName name, LockOwner owner) {
        return await(locks.acquire(name, FILE, owner, TTL, 2));
    }

    private static LockName name(int number) {
        return LockName.comment("comment_" + number);
    }

    // ---- what lies there ----

    @Test
    @Tag("seed000-6.2")
    void anyReaderFindsWhoHoldsItUntilItEnds() {
        long before = System.nanoTime();
        HeldLock lock = take(NAME, ANN);

        assertThat(redis.text("GET", SEEN))
                .isEqualTo("{\"token\":" + lock.token() + ",\"user\":{\"id\":\"user_ann\",\"name\":\"Ann\"}}");
        long left = redis.number("PTTL", SEEN);
        // Redis's clock and this one may differ by a little.
        long passed = Duration.ofNanos(System.nanoTime() - before).toMillis() + 1_000;
        assertThat(left).isBetween(30_000 - passed, 30_000L);
        await(locks.release(NAME, ANN, lock.token()));
        assertThat(redis.number("EXISTS", SEEN)).isZero();
    }

    @Test
    void noKeyStaysForEver() {
        HeldLock lock = take(NAME, ANN);
        await(locks.renew(NAME, ANN, lock.token(), TTL));
        await(locks.sweep(FILE));

        assertThat(redis.texts("KEYS", "*lock*"))
                .containsExactlyInAnyOrder(SEEN, LEASE, INDEX, PLACES)
                .allSatisfy(key -> assertThat(redis.number("PTTL", key)).isPositive());
        await(locks.release(NAME, ANN, lock.token()));
        assertThat(await(locks.sweep(FILE))).isEmpty();
        assertThat(redis.texts("KEYS", "*lock*")).containsExactly(LEASE);
    }

    @Test
    void aLockOfAnotherKindHasKeysOfItsOwn() {
        take(new LockName("blob", "comment_a"), ANN);

        assertThat(redis.number("EXISTS", "bush:lock:blob:comment_a")).isEqualTo(1);
        assertThat(acquire(NAME, BOB)).isInstanceOf(LockAnswer.Granted.class);
    }

    // ---- tokens ----

    @Test
    void aTokenIsTheTimeOfTheServerInMicroseconds() {
        long before = Long.parseLong(redis.texts("TIME").get(0)) * 1_000_000;
        try (PlainScripts plain = new PlainScripts(server.port());
                PlainBus bus = new PlainBus(server.port(), stores.keys())) {
            LockStore unshifted = new RedisLockStore(plain, stores.keys(), bus);
            LockAnswer answer = await(unshifted.acquire(NAME, FILE, ANN, TTL, 2));
            long after = (Long.parseLong(redis.texts("TIME").get(0)) + 1) * 1_000_000;

            assertThat(((LockAnswer.Granted) answer).lock().token()).isBetween(before, after);
        }
    }

    @Test
    void tokensGrowThoughTheClockGoesBack() {
        HeldLock first = take(NAME, ANN);
        await(locks.release(NAME, ANN, first.token()));
        stores.pass(Duration.ofHours(-2));
        HeldLock second = take(NAME, BOB);

        assertThat(second.token()).isEqualTo(first.token() + 1);
    }

    @Test
    void tokensGrowThoughTheServerGoesBackToAnOlderState() {
        HeldLock first = take(NAME, ANN);
        byte[] older = redis.bytes("DUMP", LEASE);
        await(locks.release(NAME, ANN, first.token()));
        HeldLock second = take(NAME, BOB);
        redis.call("DEL", LEASE);
        redis.call("RESTORE", LEASE, 0, older);

        // What is there now is the first lock; its holder has it again until its time is over.
        assertThat(await(locks.renew(NAME, BOB, second.token(), TTL))).isInstanceOf(LockAnswer.Lost.class);
        await(locks.release(NAME, ANN, first.token()));
        assertThat(take(NAME, BOB).token()).isGreaterThan(second.token());
    }

    @Test
    void tokensGrowOverTheLossOfEverything() {
        HeldLock first = take(NAME, ANN);
        redis.call("FLUSHALL");

        assertThat(await(locks.renew(NAME, ANN, first.token(), TTL))).isInstanceOf(LockAnswer.Lost.class);
        assertThat(take(NAME, BOB).token()).isGreaterThan(first.token());
    }

    @Test
    void whenNoTokenIsLeftNobodyIsGrantedOne() {
        redis.call("HSET", LEASE, "token", HeldLock.MAX_TOKEN);

        assertThatThrownBy(() -> acquire(NAME, ANN)).rootCause().hasMessageContaining(LEASE);
        assertThat(redis.texts("HGETALL", LEASE)).containsExactly("token", Long.toString(HeldLock.MAX_TOKEN));
    }

    // ---- what is left when somebody goes in between ----

    @Test
    void anEntryWithoutALockIsNoLockAndIsTakenOut() {
        redis.call("ZADD", INDEX, 1, "comment:comment_a", 2, "no lock at all", 1e15, "comment:comment_b");

        assertThat(await(locks.sweep(FILE))).isEmpty();
        assertThat(redis.number("EXISTS", INDEX)).isZero();
        redis.call("ZADD", INDEX, 1e15, "comment:comment_b");
        assertThat(await(locks.held(FILE))).isEmpty();
        assertThat(redis.number("EXISTS", INDEX)).isZero();
    }

    @Test
    void manyEntriesWithoutALockHideNone() {
        take(NAME, ANN);
        for (int i = 0; i < 250; i++) {
            redis.call("ZADD", INDEX, i, "comment:comment_" + i);
        }

        assertThat(await(locks.held(FILE))).hasSize(1);
        for (int i = 0; i < 250; i++) {
            redis.call("ZADD", INDEX, i, "comment:comment_" + i);
        }
        assertThat(await(locks.sweep(FILE)).orElseThrow()).isGreaterThan(Duration.ofSeconds(20));
        assertThat(redis.number("ZCARD", INDEX)).isEqualTo(1);
    }

    @Test
    @Tag("P9")
    void aPlaceWhoseLockNeverCameIsGivenBackWhenNoneCanCome() {
        Places places = new Places(stores.scripts(), stores.keys());
        await(places.take("user_ann", name(1), TTL, 2));
        await(places.take("user_ann", name(2), TTL, 2));
        assertThat(acquire(name(3), ANN)).isEqualTo(new LockAnswer.TooMany(2));

        stores.pass(Places.SPARE.plusSeconds(1));
        assertThat(acquire(name(3), ANN)).isInstanceOf(LockAnswer.Granted.class);
        assertThat(acquire(name(4), ANN)).isInstanceOf(LockAnswer.Granted.class);
        assertThat(acquire(name(5), ANN)).isEqualTo(new LockAnswer.TooMany(2));
    }

    @Test
    @Tag("P9")
    void aPlaceThatWasTakenTooLongAgoGivesNoLock() {
        Places places = new Places(stores.scripts(), stores.keys());
        Leases leases = new Leases(stores.scripts(), stores.keys());
        Places.Place place = await(places.take("user_ann", NAME, TTL, 2)).place();
        stores.pass(Duration.ofSeconds(6));

        assertThat(await(leases.acquire(NAME, FILE, ANN, TTL, place)).status()).isEqualTo(Leases.LATE);
        assertThat(await(locks.find(NAME))).isEmpty();
    }

    @Test
    @Tag("P9")
    void whoGivesAnOlderPlaceBackDoesNotGiveBackTheNewerOne() {
        Places places = new Places(stores.scripts(), stores.keys());
        HeldLock first = take(NAME, ANN);
        long newer = await(places.take("user_ann", NAME, TTL, 2)).place().stamp();
        await(locks.release(NAME, ANN, first.token()));

        assertThat(redis.text("HGET", PLACES, NAME.toString())).endsWith(" " + newer);
        assertThat(await(places.give("user_ann", List.of(new Places.Entry(NAME.toString(), newer)))))
                .isEqualTo(1);
    }

    // ---- what somebody else deleted or wrote ----

    @Test
    void withoutTheIndexTheNextRenewalMakesItAgain() {
        HeldLock lock = take(NAME, ANN);
        redis.call("DEL", INDEX);
        assertThat(await(locks.held(FILE))).isEmpty();
        await(locks.renew(NAME, ANN, lock.token(), TTL));

        assertThat(await(locks.held(FILE))).hasSize(1);
        assertThat(await(locks.sweep(FILE))).isPresent();
    }

    @Test
    @Tag("P9")
    void withoutItsListAUserGetsNoMoreThanTheLimitAfterRenewals() {
        HeldLock one = take(name(1), ANN);
        HeldLock two = take(name(2), ANN);
        redis.call("DEL", PLACES);
        await(locks.renew(name(1), ANN, one.token(), TTL));
        await(locks.renew(name(2), ANN, two.token(), TTL));

        assertThat(acquire(name(3), ANN)).isEqualTo(new LockAnswer.TooMany(2));
        await(locks.release(name(2), ANN, two.token()));
        assertThat(acquire(name(3), ANN)).isInstanceOf(LockAnswer.Granted.class);
        assertThat(await(locks.renew(name(2), ANN, two.token(), TTL))).isInstanceOf(LockAnswer.Lost.class);
        assertThat(redis.number("HLEN", PLACES)).isEqualTo(2);
    }

    @Test
    void whatIsNotOursInALeaseIsNoLock() {
        for (String field : List.of("token", "user", "connection", "who", "channel", "bus", "ends")) {
            HeldLock lock = take(NAME, ANN);
            redis.call("HDEL", LEASE, field);
            assertThat(await(locks.find(NAME))).as(field).isEmpty();
            assertThat(take(NAME, BOB).token()).isGreaterThan(lock.token());
            redis.call("DEL", LEASE);
        }
        take(NAME, ANN);
        redis.call("HSET", LEASE, "ends", "9007199254740991");
        assertThat(await(locks.find(NAME))).isEmpty();
        redis.call("HSET", PLACES, "comment:comment_x", "", "comment:comment_y", "99999999999999999 1", "z", "1 x");
        assertThat(acquire(name(1), ANN)).isInstanceOf(LockAnswer.Granted.class);
        assertThat(redis.texts("HKEYS", PLACES)).containsExactlyInAnyOrder("comment:comment_a", "comment:comment_1");
    }

    @Test
    void aKeyOfAnotherKindIsNamedAndNothingIsStored() {
        HeldLock lock = take(NAME, ANN);
        for (String key : List.of(SEEN, LEASE, INDEX, PLACES)) {
            redis.call("RENAME", key, "kept");
            redis.call(key.equals(SEEN) ? "LPUSH" : "SET", key, "x");
            List<String> before = dump(key.equals(INDEX) ? PLACES : INDEX);

            assertThatThrownBy(() -> acquire(NAME, ANN))
                    .rootCause()
                    .message()
                    .startsWith("WRONGTYPE")
                    .contains(key);
            assertThat(dump(key.equals(INDEX) ? PLACES : INDEX)).as(key).isEqualTo(before);
            redis.call("DEL", key);
            redis.call("RENAME", "kept", key);
        }
        assertThat(await(locks.find(NAME))).contains(lock);
    }

    /** Everything but what is taken before the lock is. */
    private List<String> dump(String hint) {
        List<String> all = new ArrayList<>();
        for (String key : redis.texts("KEYS", "*")) {
            if (!key.equals(hint) && !key.equals(INDEX) && !key.equals(PLACES)) {
                all.add(key + " " + new String(redis.bytes("DUMP", key), StandardCharsets.ISO_8859_1));
            }
        }
        all.sort(null);
        return all;
    }

    @Test
    void eachEndIsToldOnceThoughNobodyAsksForTheLockAgain() {
        HeldLock lock = take(NAME, ANN);
        Stores other = stores.another();
        stores.pass(TTL);
        assertThat(await(locks.held(FILE))).isEmpty();
        assertThat(await(other.locks().sweep(FILE))).isEmpty();
        assertThat(await(locks.sweep(FILE))).isEmpty();
        take(name(1), BOB);

        assertThat(heard.await(3))
                .hasSize(3)
                .element(1)
                .isEqualTo(new LockChange.Unlocked(lock, LockChange.End.EXPIRED, null));
        other.close();
    }

    /** As of a machine that was put aside. What tells of an end has to last as long as what ends. */
    @ParameterizedTest
    @ValueSource(longs = {15, 70, 3_600, 20 * 3_600})
    void anEndThatALeapOfTheClockBroughtIsToldThoughAnotherLockIsTakenBeforeAnybodyLooks(long seconds) {
        HeldLock lock = take(NAME, ANN);
        stores.pass(Duration.ofSeconds(16));
        stores.pass(Duration.ofSeconds(seconds));
        take(name(1), BOB);
        assertThat(await(locks.sweep(FILE))).isPresent();

        assertThat(heard.await(3).get(2)).isEqualTo(new LockChange.Unlocked(lock, LockChange.End.EXPIRED, null));
    }
}
