package io.bush.realtime.redis.internal.lock;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.kit.Stores;
import io.bush.realtime.testkit.contract.Subject;
import io.bush.realtime.testkit.contract.lock.LockStoreContract;

/** Alone, on one line of Redis; as a part of the whole back end it is on each ({@code StandaloneContractTest}). */
@EachRedis(RedisLine.RECENT)
class RedisLockStoreTest extends LockStoreContract {

    private final RedisServer server;

    RedisLockStoreTest(RedisServer server) {
        this.server = server;
    }

    @Override
    protected Subject open() {
        return new Stores(server).subject();
    }
}
