package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContext;
import org.junit.jupiter.api.extension.ClassTemplateInvocationContextProvider;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Runs a class once on each line of Redis it asks for. */
final class EachLine implements ClassTemplateInvocationContextProvider {

    EachLine() {}

    @Override
    public boolean supportsClassTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<Invocation> provideClassTemplateInvocationContexts(ExtensionContext context) {
        EachRedis asked = AnnotationSupport.findAnnotation(context.getRequiredTestClass(), EachRedis.class)
                .orElseThrow();
        return lines(asked, System.getProperty("bush.redis.lines", "")).map(Invocation::new);
    }

    static Stream<RedisLine> lines(EachRedis asked, String property) {
        RedisLine[] wanted = asked.value();
        return switch (property) {
            case "all" -> Stream.of(RedisLine.values());
            case "one" -> Stream.of(wanted[wanted.length - 1]);
            default -> Stream.of(wanted);
        };
    }

    record Invocation(RedisLine line) implements ClassTemplateInvocationContext {

        @Override
        public String getDisplayName(int index) {
            return "Redis " + line;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            Optional<RedisBinary> binary = RedisBinaries.of(line);
            return List.of(new SharedRedis("Redis " + line, binary.orElse(null)));
        }
    }
}
