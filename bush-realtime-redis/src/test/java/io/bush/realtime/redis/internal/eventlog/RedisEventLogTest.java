package io.bush.realtime.redis.internal.eventlog;

import io.bush.realtime.it.redis.EachRedis;
import io.bush.realtime.it.redis.RedisServer;
import io.bush.realtime.it.redis.binary.RedisLine;
import io.bush.realtime.redis.kit.NodeParts;
import io.bush.realtime.testkit.contract.EventLogContract;
import io.bush.realtime.testkit.contract.Subject;

/** Alone, on one line of Redis; as a part of the whole back end it is on each ({@code StandaloneContractTest}). */
@EachRedis(RedisLine.RECENT)
class RedisEventLogTest extends EventLogContract {

    private final RedisServer server;

    RedisEventLogTest(RedisServer server) {
        this.server = server;
    }

    @Override
    protected Subject open() {
        return NodeParts.on(server.port()).subject();
    }
}
