package io.bush.realtime.it.redis;

import io.bush.realtime.it.redis.binary.RedisBinaries;
import io.bush.realtime.it.redis.binary.RedisBinary;
import io.bush.realtime.it.redis.binary.RedisLine;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that runs once on each {@link RedisLine}, or on some of them. Its constructor and methods can ask for a
 * {@link RedisServer}, a {@link SentinelSet} or a {@link RedisCluster}, which are shared by the classes of this JVM and
 * emptied before each test, and for the {@link RedisBinary} to start servers of their own with; whoever breaks or configures
 * a server takes one of their own. On a platform without a server of the line the tests are skipped; with {@link
 * RedisBinaries#required()} they fail.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(EachLine.class)
public @interface EachRedis {

    /**
     * Which lines it runs on. With the property {@code bush.redis.lines} set to {@code all} it is every line whatever is
     * said here, for what costs too much to run twice each time; set to {@code one} it is the last of these.
     *
     * @return the lines, oldest first
     */
    RedisLine[] value() default {RedisLine.OLDEST, RedisLine.RECENT};
}
