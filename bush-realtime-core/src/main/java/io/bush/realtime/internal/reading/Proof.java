package io.bush.realtime.internal.reading;

import io.bush.realtime.channel.Retention;

/**
 * How long ago a channel was known to be level with its log. A durable event that follows the last one proves it, because
 * each names the one before; so does a question that finds nothing newer. What may have been lost puts it in doubt.
 *
 * <p>Volatile events prove nothing: they have no place in the log. Whatever proves it has also refreshed the log's memory of
 * the head, so an old proof is renewed for that as well. Thread safety: safe for use by any thread; the lock is this object.
 */
public final class Proof {

    /** However quiet or busy: older than that the log might forget the head. */
    private final long longest;
    /** When it was proven last; guarded by this, as everything. */
    private long provenAt;
    /** Something may have been lost since. */
    private boolean doubted;
    /** How often something may have been lost, to know answers to questions from before. */
    private int doubts;
    /** Asking again is no use before. */
    private long notBefore;

    /**
     * Begins with a proof.
     *
     * @param now the monotonic time
     * @param retention the channel's
     */
    public Proof(long now, Retention retention) {
        this.longest = retention.headAge().dividedBy(2).toNanos();
        this.provenAt = now;
        this.notBefore = now;
    }

    /** A durable event came and followed. */
    public synchronized void followed(long now) {
        provenAt = now;
        doubted = false;
    }

    /** Something may have been lost: whoever learns of it asks the log from now on. */
    public synchronized void doubt() {
        doubted = true;
        doubts++;
        notBefore = provenAt;
    }

    /** What to hand back to {@link #level} with the answer to a question that is asked now. */
    public synchronized int doubts() {
        return doubts;
    }

    /** The log had nothing newer when it was asked; that says nothing of what may have been lost since. */
    public synchronized void level(long asked, int doubtsThen) {
        if (doubts != doubtsThen) {
            return;
        }
        if (doubted || asked - provenAt > 0) {
            provenAt = asked;
        }
        doubted = false;
    }

    /** Whether it has been proven since a moment. */
    public synchronized boolean isNewerThan(long moment) {
        return !doubted && provenAt - moment > 0;
    }

    /** The log could not be asked for this channel. */
    synchronized void postpone(long until) {
        notBefore = until;
    }

    /** Whether the log has to be asked: it is in doubt, or its age has been reached. */
    synchronized boolean isDue(long now, long age) {
        return now - notBefore >= 0 && (doubted || now - provenAt >= Math.min(age, longest));
    }
}
