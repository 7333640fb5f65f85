package io.bush.realtime.it.faults.history;

import io.bush.realtime.it.faults.history.Entry.What;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Locks by what their holders were told: tokens never go back, and while Redis keeps its data two users never overlap (P8). */
final class LockJudge {

    /** Redis counts in milliseconds, and the clocks of two processes are read at different moments. */
    private static final long SLACK_MILLIS = 20;

    private record Grant(
            String comment,
            String user,
            long token,
            long saidAt,
            long grantedAt,
            long grantedMillis,
            long expiresMillis) {

        String text(History history) {
            return user + " got " + comment + " with " + token + " between " + history.ms(saidAt) + " and "
                    + history.ms(grantedAt) + " until " + Instant.ofEpochMilli(expiresMillis);
        }
    }

    private record End(String comment, long token, long at) {}

    private final History history;
    private final Findings findings;
    private final List<Grant> grants = new ArrayList<>();
    private final List<End> ends = new ArrayList<>();

    LockJudge(History history, Findings findings) {
        this.history = history;
        this.findings = findings;
    }

    void judge(boolean keepsData) {
        history.lines().forEach(this::read);
        for (Grant later : grants) {
            for (Grant earlier : grants) {
                if (earlier.comment.equals(later.comment) && earlier.grantedAt < later.saidAt) {
                    compare(earlier, later, keepsData);
                }
            }
        }
    }

    private void read(Line line) {
        Map<String, Entry> asked = new HashMap<>();
        for (Entry entry : line.entries()) {
            if (entry.what() == What.SAID) {
                asked.put(entry.text("ref"), entry);
                if (entry.type().equals("comment.unlock")) {
                    end(
                            entry.text("comment_id"),
                            entry.json().path("lock_token").asLong(),
                            entry.at());
                }
            } else if (entry.type().equals("comment.lock.granted") && asked.containsKey(entry.text("ref"))) {
                grants.add(new Grant(
                        entry.text("comment_id"),
                        line.user(),
                        entry.json().path("lock_token").asLong(),
                        asked.get(entry.text("ref")).at(),
                        entry.at(),
                        entry.wallMillis(),
                        Instant.parse(entry.text("expires_at")).toEpochMilli()));
            }
        }
    }

    private void end(String comment, long token, long at) {
        ends.add(new End(comment, token, at));
    }

    private void compare(Grant earlier, Grant later, boolean keepsData) {
        boolean sameUser = earlier.user.equals(later.user);
        if (!keepsData && isKept(later, earlier)) {
            // Of two masters each gives its own locks for a while; that the one that lost is renewed gives nobody a
            // token.
            return;
        }
        if (later.token < earlier.token || (later.token == earlier.token && !sameUser)) {
            findings.broken("P8", "a token goes back: " + earlier.text(history) + ", then " + later.text(history));
        }
        if (keepsData && !sameUser && !ended(earlier, later) && !ranOut(earlier, later)) {
            findings.broken("P8", "two hold it: " + earlier.text(history) + ", then " + later.text(history));
        }
    }

    /** Whether a grant goes on with a lock that was granted before another was. */
    private boolean isKept(Grant grant, Grant other) {
        return grants.stream()
                .anyMatch(first -> first.comment.equals(grant.comment)
                        && first.user.equals(grant.user)
                        && first.token == grant.token
                        && first.saidAt < other.grantedAt);
    }

    /** Whether the earlier one's time was up by the clock of Redis, which is the wall clock, however that one went. */
    private boolean ranOut(Grant earlier, Grant later) {
        long shown = earlier.expiresMillis - SLACK_MILLIS;
        return later.grantedMillis >= shown
                || history.wallMillis(earlier.grantedAt, later.grantedAt).anyMatch(millis -> millis >= shown);
    }

    /** Whether the earlier holder gave it up, or lost the right to it, before the later one got it. */
    private boolean ended(Grant earlier, Grant later) {
        return ends.stream()
                        .anyMatch(end -> end.comment.equals(earlier.comment)
                                && end.token == earlier.token
                                && end.at < later.grantedAt)
                || history.revocations().stream()
                        .anyMatch(it -> it.user().equals(earlier.user)
                                && it.to() > earlier.saidAt
                                && it.from() < later.grantedAt);
    }
}
