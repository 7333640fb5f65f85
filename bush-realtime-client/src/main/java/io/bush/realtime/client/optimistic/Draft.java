package io.bush.realtime.client.optimistic;

/**
 * An answer somebody has begun to write. Thread safety: immutable.
 *
 * @param entryKey the key of the entry it answers
 * @param text what was written so far
 */
public record Draft(String entryKey, String text) {}
