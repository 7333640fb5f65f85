package io.bush.realtime.testkit.history;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one history.
 *
 * <p>Thread safety: immutable as long as nobody changes what it was given.
 *
 * @param <S> what may be seen
 * @param seed the seed
 * @param broken the first broken promise; null when all were kept
 * @param fingerprint of everything that happened
 * @param steps how much happened
 * @param seen what really happened, how often
 * @param lines the story, if it was asked for; the line that says {@code BROKEN} is where a promise was
 */
public record Outcome<S extends Enum<S>>(
        long seed, @Nullable String broken, long fingerprint, long steps, Map<S, Long> seen, List<String> lines) {}
