package io.bush.realtime.client.optimistic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers that somebody has begun to write, by the row they answer. They survive the row: when it fails or is deleted they
 * are kept until discarded (seed 000 §7.4), at most {@value #MAX_DRAFTS} of either sort, the eldest go first.
 *
 * <p>Thread safety: for the list's one thread.
 */
public final class Drafts {

    /** Most drafts of rows that are there, and most of rows that are gone. */
    public static final int MAX_DRAFTS = 1_000;

    private final Map<String, String> byKey = new LinkedHashMap<>();
    private final Map<String, String> orphans = new LinkedHashMap<>();

    Drafts() {}

    /**
     * Keeps what was written so far.
     *
     * @param entryKey the row it answers
     * @param text what was written; blank for nothing
     */
    public void write(String entryKey, String text) {
        byKey.remove(entryKey);
        if (!text.isBlank()) {
            byKey.put(entryKey, text);
            dropEldest(byKey);
        }
    }

    /**
     * Returns what was written so far.
     *
     * @param entryKey the row it answers
     * @return the text; empty when nothing was written, or the row is gone
     */
    public Optional<String> of(String entryKey) {
        return Optional.ofNullable(byKey.get(entryKey));
    }

    /**
     * Returns what was written to rows that are gone.
     *
     * @return the drafts, eldest first
     */
    public List<Draft> orphaned() {
        List<Draft> kept = new ArrayList<>();
        orphans.forEach((key, text) -> kept.add(new Draft(key, text)));
        return kept;
    }

    /**
     * Forgets a draft, of a row that is there or gone.
     *
     * @param entryKey the row it answers
     */
    public void discard(String entryKey) {
        byKey.remove(entryKey);
        orphans.remove(entryKey);
    }

    /** The row is gone; returns what was written to it. */
    List<Draft> orphan(String entryKey) {
        String text = byKey.remove(entryKey);
        if (text == null) {
            return List.of();
        }
        orphans.put(entryKey, text);
        dropEldest(orphans);
        return List.of(new Draft(entryKey, text));
    }

    private static void dropEldest(Map<String, String> drafts) {
        if (drafts.size() > MAX_DRAFTS) {
            drafts.remove(drafts.keySet().iterator().next());
        }
    }
}
