package io.bush.realtime.it.faults.history;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one client is sent of one channel, over all its connections: from each confirmation or reset on without a hole, a
 * double or an inversion, and nothing outside of a subscription (P1, P2, P5).
 */
final class StreamJudge {

    private static final Set<String> NOTICES = Set.of(
            "presence.state",
            "presence.update",
            "presence.leave",
            "signal",
            "lock.state",
            "comment.locked",
            "subscription.position");

    private final String client;
    private final Channel channel;
    private final Expected expected;
    private final Published published;
    private final Findings findings;
    private final History history;
    private final PresencePicture presence = new PresencePicture();
    private final LockPicture locks = new LockPicture();
    private final Map<String, String> asked = new HashMap<>();
    // What was delivered since the last reset, or confirmation without recovery, by offset.
    private final TreeMap<Long, String> delivered = new TreeMap<>();
    private String node = "";
    private boolean live;
    private @Nullable Position at;
    private boolean resetDue;
    private int replayDue;
    // When it last got an event without an id; 0 when a reset came since.
    private long localAt;

    StreamJudge(
            String client,
            Channel channel,
            Expected expected,
            Published published,
            Findings findings,
            History history) {
        this.client = client;
        this.channel = channel;
        this.expected = expected;
        this.published = published;
        this.findings = findings;
        this.history = history;
    }

    void on(Line line, Entry entry) {
        node = line.node();
        switch (entry.what()) {
            case ENDED -> ended();
            case SAID -> {
                if (entry.type().equals("subscribe")) {
                    asked.put(entry.text("ref"), entry.text("since_event_id"));
                }
            }
            case FRAME -> frame(entry);
        }
    }

    private void ended() {
        live = false;
        resetDue = false;
        replayDue = 0;
        asked.clear();
    }

    private void frame(Entry entry) {
        String type = entry.type();
        switch (type) {
            case "subscription.confirmed" -> confirmed(entry);
            case "subscription.rejected" -> asked.remove(entry.text("ref"));
            case "subscription.revoked", "unsubscribed" -> ended();
            default -> {
                if (!live && (type.isEmpty() || type.equals("subscription.reset") || NOTICES.contains(type))) {
                    findings.broken("P5", say(entry, "is sent " + entry.json() + " without a subscription"));
                } else if (type.isEmpty()) {
                    event(entry);
                } else if (type.equals("subscription.reset")) {
                    reset(entry);
                } else {
                    presence.on(entry);
                    locks.on(entry);
                }
            }
        }
    }

    private void confirmed(Entry entry) {
        String since = asked.getOrDefault(entry.text("ref"), "");
        asked.remove(entry.text("ref"));
        JsonNode last = entry.json().path("last_event_id");
        Position start = last.isTextual() ? position(last.asText()) : null;
        boolean recovered = entry.json().path("recovered").asBoolean();
        if (recovered && !since.equals(last.asText())) {
            findings.broken("P2", say(entry, "asked for " + since + " and was given " + last));
        }
        if (start == null && !(last.isNull() && entry.json().path("recoverable").isBoolean())) {
            findings.broken("P2", say(entry, "is confirmed at " + last));
        }
        if (!recovered || start == null || at == null || !start.epoch().equals(at.epoch())) {
            delivered.clear();
            localAt = 0;
        }
        live = true;
        at = start;
        resetDue = !since.isEmpty() && !recovered && start != null;
        replayDue = entry.json().path("replayed").asInt(0);
    }

    private void reset(Entry entry) {
        Position start = position(entry.text("last_event_id"));
        if (start == null) {
            findings.broken("P2", say(entry, "is reset to " + entry.json()));
        }
        if (at != null && !mayReset()) {
            findings.broken("P1", say(entry, "is reset without a cause: " + entry.json()));
        }
        at = start;
        delivered.clear();
        localAt = 0;
        resetDue = false;
        replayDue = 0;
        findings.reset(entry.at());
    }

    /** Redis lost something, or events were delivered that are in no log. */
    private boolean mayReset() {
        return !expected.keepsData() || published.hasLocalOnly(channel);
    }

    private void event(Entry entry) {
        int n = entry.json().path("data").path("n").asInt(-1);
        String id = entry.text("event_id");
        if (resetDue) {
            findings.broken("P2", say(entry, "is sent an event where a reset has to come"));
        }
        if (id.isEmpty()) {
            if (!published.mayBeLocal(n, node)) {
                findings.broken("P4", say(entry, "is sent event #" + n + " without an id"));
            }
            localAt = entry.at();
            findings.event(entry.at());
            return;
        }
        Position next = position(id);
        if (next == null) {
            findings.broken("P2", say(entry, "is sent " + entry.json()));
            return;
        }
        Position before = at;
        if (before == null) {
            findings.broken("P1", say(entry, "is sent " + next + " before it knows where it stands"));
        } else if (!next.epoch().equals(before.epoch()) || next.offset() > before.offset() + 1) {
            findings.gap(say(entry, "is at " + before + " and is sent " + next));
        } else if (next.offset() <= before.offset()) {
            findings.broken("P1", say(entry, "is at " + before + " and is sent " + next + " again"));
        }
        published.seen(id, n);
        delivered.put(next.offset(), id + " #" + n);
        at = next;
        replayDue = Math.max(0, replayDue - 1);
        findings.event(entry.at());
    }

    // ---- in the end ----

    boolean live() {
        return live;
    }

    /** Whether it has everything there is, and nothing else. */
    void requireEnd() {
        Position head = Published.position(channel, expected.heads().get(channel));
        if (!live) {
            findings.unsettled(client + " is not subscribed to " + channel);
            return;
        }
        if (head == null || at == null || resetDue || replayDue > 0) {
            findings.unsettled(client + " is at " + at + " of " + channel + ", the head is " + head
                    + (resetDue ? ", a reset is due" : "")
                    + (replayDue > 0 ? ", " + replayDue + " events are due" : ""));
            return;
        }
        if (!at.equals(head)) {
            findings.unsettled(client + " is at " + at + " of " + channel + ", the head is " + head);
            return;
        }
        if (localAt != 0) {
            findings.unsettled(client + " got an event of " + channel + " that is in no log at " + history.ms(localAt)
                    + ", and no reset since");
        }
        requireWhatTheLogHolds();
    }

    private void requireWhatTheLogHolds() {
        Map<String, Integer> log = expected.logs().get(channel);
        if (log == null) {
            return;
        }
        Map<Long, String> truth = new HashMap<>();
        log.forEach((id, n) -> {
            Position place = position(id);
            if (place != null) {
                truth.put(place.offset(), id + " #" + n);
            }
        });
        delivered.forEach((offset, had) -> {
            String is = truth.get(offset);
            if (is != null && !is.equals(had)) {
                findings.gap(client + " was sent " + had + " of " + channel + " where the log has " + is);
            }
        });
    }

    void requirePresent(Map<String, String> truth, String self) {
        Map<String, String> shown = new TreeMap<>(presence.shown());
        Map<String, String> should = new TreeMap<>(truth);
        // What it does itself it is not told.
        shown.remove(self);
        should.remove(self);
        if (!shown.equals(should)) {
            findings.unsettled(client + " sees " + shown + " present in " + channel + ", not " + should);
        }
    }

    void requireLocked(Set<String> held) {
        if (!locks.shown().equals(held)) {
            findings.unsettled(client + " sees " + locks.shown() + " locked in " + channel + ", not " + held);
        }
    }

    private @Nullable Position position(String id) {
        return Position.parse(channel, id);
    }

    private String say(Entry entry, String sentence) {
        return history.ms(entry.at()) + " " + client + " (" + node + ", " + channel + ") " + sentence;
    }
}
