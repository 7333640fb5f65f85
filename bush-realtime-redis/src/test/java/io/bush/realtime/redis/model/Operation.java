package io.bush.realtime.redis.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a script does, in Java. */
@FunctionalInterface
interface Operation {

    /** Does it and returns the reply. */
    List<@Nullable Object> run(Step step);
}
