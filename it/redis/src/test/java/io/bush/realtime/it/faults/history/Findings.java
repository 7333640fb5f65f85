package io.bush.realtime.it.faults.history;

import java.util.ArrayList;
import java.util.List;

/** What was found: sentences about broken promises, and counts. For one thread. */
public final class Findings {

    private static final int MOST = 50;

    private final List<String> broken = new ArrayList<>();
    private final List<String> unsettled = new ArrayList<>();
    private int gaps;
    private long events;
    private long resets;
    private long lastMove;
    private long worstRevocation;

    void broken(String promise, String sentence) {
        if (broken.size() < MOST) {
            broken.add(promise + ": " + sentence);
        }
    }

    /** An event is missing without a word. */
    void gap(String sentence) {
        gaps++;
        broken("P1", sentence);
    }

    /** Something that has to become so, and is not so yet. */
    void unsettled(String sentence) {
        unsettled.add(sentence);
    }

    void event(long at) {
        events++;
        lastMove = Math.max(lastMove, at);
    }

    void reset(long at) {
        resets++;
        lastMove = Math.max(lastMove, at);
    }

    void revocationTook(long nanos) {
        worstRevocation = Math.max(worstRevocation, nanos);
    }

    /** Broken promises, a sentence each. */
    public List<String> broken() {
        return List.copyOf(broken);
    }

    /** What has to come about and has not yet. */
    public List<String> unsettled() {
        return List.copyOf(unsettled);
    }

    /** Events missing without a word. */
    public int gaps() {
        return gaps;
    }

    /** Events delivered, over all subscriptions. */
    public long events() {
        return events;
    }

    /** Resets sent. */
    public long resets() {
        return resets;
    }

    /** When the last subscription was brought forward. */
    public long lastMove() {
        return lastMove;
    }

    /** Longest time from a revocation to its last frame, in nanoseconds. */
    public long worstRevocation() {
        return worstRevocation;
    }
}
