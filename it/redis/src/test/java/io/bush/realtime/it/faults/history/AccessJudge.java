package io.bush.realtime.it.faults.history;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.it.faults.history.Entry.What;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * After access was taken back nothing comes that was published later, whatever happens to Redis, also from a process that stood
 * still meanwhile (P6). A node that is cut off from Redis, and has said so, delivers what is published on itself to whoever was
 * authorised half a minute ago (contract §7): where Redis fails in parts another node may still write into the log of changes.
 */
final class AccessJudge {

    /** A second (contract P6) and another for a busy machine. */
    private static final long BOUND_NANOS = 2_000_000_000L;
    /** Half a minute, and as much for a busy machine. */
    private static final long CUT_OFF_BOUND_NANOS = 31_000_000_000L;

    private final History history;
    private final Published published;
    private final Findings findings;

    AccessJudge(History history, Published published, Findings findings) {
        this.history = history;
        this.published = published;
        this.findings = findings;
    }

    void judge() {
        List<Line> lines = history.lines();
        for (Revocation revocation : history.revocations()) {
            for (Line line : lines) {
                if (line.user().equals(revocation.user())
                        && (revocation.recorded() || line.node().equals(revocation.node()))) {
                    judge(revocation, line);
                }
            }
        }
    }

    private void judge(Revocation revocation, Line line) {
        Set<String> asked = new HashSet<>();
        Set<Channel> again = new HashSet<>();
        boolean cutOff = false;
        for (Entry entry : line.entries()) {
            if (entry.what() == What.FRAME && entry.type().startsWith("connection.")) {
                cutOff = entry.type().equals("connection.degraded");
            }
            if (entry.what() == What.SAID && entry.at() > revocation.from()) {
                asked.add(entry.text("ref"));
            }
            Channel channel = entry.channel();
            if (entry.what() != What.FRAME || channel == null || entry.at() < revocation.from()) {
                continue;
            }
            if (entry.type().equals("subscription.confirmed") && asked.contains(entry.text("ref"))) {
                again.add(channel);
            }
            if (entry.type().equals("subscription.revoked") && !again.contains(channel)) {
                findings.revocationTook(entry.at() - revocation.from());
            }
            if (entry.type().isEmpty() && !again.contains(channel)) {
                int n = entry.json().path("data").path("n").asInt(-1);
                boolean byItself = cutOff && !entry.json().has("event_id");
                if (published.triedAt(n) > revocation.to() + (byItself ? CUT_OFF_BOUND_NANOS : BOUND_NANOS)) {
                    findings.broken(
                            "P6",
                            history.ms(entry.at()) + " " + line + " is sent event #" + n + " of " + channel
                                    + ", published on " + published.triedOn(n) + " at "
                                    + history.ms(published.triedAt(n)) + " after access was taken"
                                    + " back on " + revocation.node() + " at " + history.ms(revocation.to()));
                }
            }
        }
    }
}
