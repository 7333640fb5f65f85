package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a class the server, or the set of servers, it shares with the others, emptied before each test. */
final class SharedRedis implements ExecutionCondition, ParameterResolver, BeforeEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(SharedRedis.class);

    private final String title;
    private final @Nullable RedisBinary binary;

    SharedRedis() {
        this("Redis", RedisBinaries.newest().orElse(null));
    }

    SharedRedis(String title, @Nullable RedisBinary binary) {
        this.title = title;
        this.binary = binary;
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return decide(RedisBinaries.required());
    }

    ConditionEvaluationResult decide(boolean required) {
        return binary == null && !required
                ? ConditionEvaluationResult.disabled(title + ": no redis-server for this platform")
                : ConditionEvaluationResult.enabled(title + " is there, or has to be");
    }

    /** A server or a set of servers, as the store keeps it. */
    private record Shared(RedisBinary binary, Class<?> type) {

        Object start() {
            if (type == SentinelSet.class) {
                return SentinelSet.start(binary).patient();
            }
            return type == RedisCluster.class ? RedisCluster.start(binary).patient() : RedisServer.start(binary);
        }
    }

    private static final List<Class<?>> SHARED = List.of(RedisServer.class, SentinelSet.class, RedisCluster.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return SHARED.contains(type) || type == RedisBinary.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RedisBinary present = present();
        Class<?> type = parameter.getParameter().getType();
        if (type == RedisBinary.class) {
            return present;
        }
        Shared wanted = new Shared(present, type);
        return store(context).computeIfAbsent(wanted, Shared::start);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        for (Class<?> type : SHARED) {
            Object there = store(context).get(new Shared(present(), type));
            if (there instanceof RedisServer server) {
                server.fresh();
            } else if (there instanceof SentinelSet set) {
                set.master().fresh();
            } else if (there instanceof RedisCluster cluster) {
                cluster.masters().forEach(RedisServer::fresh);
            }
        }
    }

    RedisBinary present() {
        if (binary == null) {
            throw new AssertionError(title + " is required, but there is no redis-server for this platform");
        }
        return binary;
    }

    // Of the whole run: one server, and one set, of each line serves all classes, and ends with the last of them.
    private static Store store(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }
}
