package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands a class the server it shares with the others, emptied before each test. */
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

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == RedisServer.class || type == RedisBinary.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RedisBinary present = present();
        return parameter.getParameter().getType() == RedisBinary.class
                ? present
                : store(context).computeIfAbsent(present, RedisServer::start, RedisServer.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Optional.ofNullable(store(context).get(present(), RedisServer.class)).ifPresent(RedisServer::fresh);
    }

    RedisBinary present() {
        if (binary == null) {
            throw new AssertionError(title + " is required, but there is no redis-server for this platform");
        }
        return binary;
    }

    // Of the whole run: one server of each line serves all classes, and ends with the last of them.
    private static Store store(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }
}
