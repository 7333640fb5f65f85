package io.bush.realtime.simulation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of one history.
 *
 * @param seed the seed
 * @param broken the first broken promise; null when all were kept
 * @param hash the fingerprint of everything that happened
 * @param steps how much happened
 * @param seen what really happened, how often
 * @param tail the end of the story, if it was asked for
 */
record Outcome(long seed, @Nullable String broken, long hash, long steps, Map<Seen, Long> seen, List<String> tail) {}
