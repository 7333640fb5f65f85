package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges everything one connection is sent, frame by frame, in the order it was handed to the transport. */
final class ConnectionCheck {

    /** Room for replies: they are never refused. */
    private static final int CONTROL_FRAMES = 32_768;

    private final Scene scene;
    private final SimBackplane backplane;
    private final String name;
    private final String who;
    private final boolean guest;
    private final Map<Channel, StreamCheck> streams = new LinkedHashMap<>();
    private final Map<String, Request> requests = new LinkedHashMap<>();
    private final Map<String, String> plain = new LinkedHashMap<>();
    private final TalkCheck talk;
    private @Nullable String id;
    private boolean ended;
    private boolean readFromLog;
    /** It had no room for everything once, and is served in its own time. */
    private boolean spilled;

    private boolean degraded;

    ConnectionCheck(Scene scene, SimBackplane backplane, String name, String who, boolean guest) {
        this.scene = scene;
        this.backplane = backplane;
        this.name = name;
        this.who = who;
        this.guest = guest;
        this.talk = new TalkCheck(scene, this);
    }

    TalkCheck talk() {
        return talk;
    }

    String who() {
        return who;
    }

    boolean guest() {
        return guest;
    }

    /** The connection's id; empty before it is established. */
    String id() {
        return id == null ? "" : id;
    }

    boolean established() {
        return id != null;
    }

    StreamCheck stream(Channel channel) {
        return streams.computeIfAbsent(channel, named -> new StreamCheck(scene, this, named));
    }

    Map<Channel, StreamCheck> streams() {
        return streams;
    }

    /** Whether a question about a channel can only be about the subscription in force. */
    boolean settledOn(Channel channel) {
        StreamCheck stream = streams.get(channel);
        return stream != null && stream.live() && !pendingOn(channel);
    }

    /** Whether a subscribe has no answer yet. */
    boolean pendingOn(Channel channel) {
        return requests.values().stream().anyMatch(one -> !one.answered && one.channel.equals(channel));
    }

    boolean logIsRead(Channel channel) {
        return backplane.log().isBeingRead(channel);
    }

    void asked(Request request) {
        requests.put(request.ref + " " + request.channel, request);
    }

    /** A frame was sent whose one reply carries a mark. */
    void expects(String ref, String type) {
        plain.put(ref, type);
    }

    /** It was served from the log: that may come on top of its queue's limit. */
    void reads() {
        readFromLog = true;
    }

    void spilled() {
        spilled = true;
        reads();
    }

    /** Most bytes that may wait for this connection. */
    long queueBound() {
        long limit = scene.swarm.outbound.maxQueuedBytes();
        boolean replays = readFromLog
                || scene.accessDoubted
                || scene.faults.authorizerFails()
                || requests.values().stream().anyMatch(request -> request.since != null);
        return replays ? 2 * limit + (4L << 20) : limit + CONTROL_FRAMES;
    }

    void delivered(int number) {
        if (backplane.simulatedBus().lost(number)) {
            scene.saw(Seen.LOST_AND_REPAIRED);
        }
    }

    // ---- what comes ----

    void handed(WireFrame frame) {
        scene.trace.note(frame.fingerprint(), () -> name + " <- " + frame);
        if (ended) {
            scene.verdict.broken("P5", name + " is sent " + frame + " after its end");
            return;
        }
        try {
            judge(frame);
        } catch (RuntimeException e) {
            scene.verdict.broken("wire", name + " cannot read " + frame + ": " + e);
        }
    }

    private void judge(WireFrame frame) {
        Channel channel = frame.channel();
        if (id == null && !frame.type().equals("connection.established")) {
            scene.verdict.broken("P5", name + " is sent " + frame + " before it is established");
            return;
        }
        switch (frame.type()) {
            case "connection.established" -> id = frame.require("connection_id");
            case "token.expiring" -> {}
            case "connection.degraded" -> degraded(frame);
            case "connection.restored" -> restored(frame);
            case "comment.lock.granted" -> talk.granted(frame);
            case "comment.lock.lost" -> talk.lost(frame);
            case "authenticated", "pong" -> reply(frame);
            case "error" -> error(frame);
            default -> {
                if (channel == null) {
                    scene.verdict.broken("wire", name + " is sent " + frame);
                } else {
                    ofChannel(frame, channel);
                }
            }
        }
    }

    private void degraded(WireFrame frame) {
        scene.saw(Seen.DEGRADED_TOLD);
        if (degraded) {
            scene.verdict.broken("P10", name + " is told twice of an outage: " + frame);
        }
        degraded = true;
    }

    private void restored(WireFrame frame) {
        scene.saw(Seen.RESTORED_TOLD);
        if (!degraded) {
            scene.verdict.broken("P10", name + " is told of the end of an outage it was not told of: " + frame);
        }
        degraded = false;
        if (scene.returnsAreSmooth() && !spilled && !scene.outage.away()) {
            streams.values().forEach(StreamCheck::requireLevelAfterOutage);
        }
    }

    private void ofChannel(WireFrame frame, Channel channel) {
        switch (frame.type()) {
            case "" -> stream(channel).event(frame);
            case "presence.state",
                    "presence.update",
                    "presence.leave",
                    "signal",
                    "lock.state",
                    "comment.locked",
                    "comment.unlocked" -> stream(channel).notice(frame);
            case "subscription.confirmed" -> {
                Request request = answer(frame, channel);
                if (request != null) {
                    stream(channel).confirmed(frame, request);
                }
                long live = streams.values().stream().filter(StreamCheck::live).count();
                if (live > scene.swarm.subscriptions) {
                    scene.verdict.broken("P9", name + " has " + live + " subscriptions");
                }
            }
            case "subscription.rejected" -> rejected(frame, channel);
            case "subscription.reset" -> stream(channel).reset(frame);
            case "subscription.position" -> stream(channel).told(frame);
            case "subscription.revoked" -> stream(channel).revoked(frame);
            case "unsubscribed" -> {
                reply(frame);
                talk.left(channel, false);
                stream(channel).ended();
            }
            default -> scene.verdict.broken("wire", name + " is sent " + frame);
        }
    }

    private void rejected(WireFrame frame, Channel channel) {
        Request request = answer(frame, channel);
        switch (frame.require("reason")) {
            case "superseded" -> scene.saw(Seen.SUPERSEDED);
            case "subscription_limit_exceeded" -> scene.saw(Seen.REJECTED_LIMIT);
            case "insufficient_permissions" -> {
                scene.saw(Seen.REJECTED_NO_PERMISSION);
                if (request != null
                        && !scene.access.revokedSince(who, channel, request.sentAt)
                        && scene.access.answersSince(who, channel, request.sentAt).stream()
                                .allMatch(AccessTruth.Answer::allowed)) {
                    scene.verdict.broken("P5", name + " is refused " + channel + " though nobody denied it");
                }
            }
            case "temporarily_unavailable" -> {
                scene.saw(Seen.REJECTED_UNAVAILABLE);
                if (!scene.faults.authorizerFails() && !scene.faults.logMayFail() && !scene.attachMayBeLate()) {
                    scene.verdict.broken("P2", name + " finds " + channel + " unavailable though nothing failed");
                }
            }
            default -> scene.verdict.broken("wire", name + " is sent " + frame);
        }
    }

    private @Nullable Request answer(WireFrame frame, Channel channel) {
        Request request = requests.get(frame.field("ref") + " " + channel);
        if (request == null || request.answered) {
            scene.verdict.broken(
                    "wire", name + " is answered " + (request == null ? "unasked" : "twice") + ": " + frame);
            return null;
        }
        request.answered = true;
        return request;
    }

    private void reply(WireFrame frame) {
        String expected = plain.remove(frame.field("ref") + "");
        if (!frame.type().equals(expected)) {
            scene.verdict.broken("wire", name + " is sent " + frame + " instead of " + expected);
        }
    }

    private void error(WireFrame frame) {
        if (talk.error(frame)) {
            return;
        }
        String ref = frame.field("ref") + "";
        boolean mayHappen = "too_many_pending".equals(frame.field("code"));
        boolean known = plain.remove(ref) != null;
        for (Request request : requests.values()) {
            if (request.ref.equals(ref) && !request.answered) {
                request.answered = true;
                known = true;
            }
        }
        if (!mayHappen || !known) {
            scene.verdict.broken("wire", name + " is sent " + frame);
        }
    }

    // ---- connections that end ----

    void ended() {
        ended = true;
        streams.values().forEach(StreamCheck::ended);
    }

    boolean isEnded() {
        return ended;
    }

    /** At the end of a history: everything is answered, everybody has everything, what is closed is gone. */
    void requireConverged() {
        for (Request request : requests.values()) {
            if (!request.answered) {
                scene.verdict.broken(
                        "wire", name + " never got an answer to " + request.ref + " for " + request.channel);
            }
        }
        if (!plain.isEmpty()) {
            scene.verdict.broken("wire", name + " never got " + plain);
        }
        talk.requireAnswered();
        if (degraded) {
            scene.verdict.broken("P10", name + " was never told that the outage is over");
        }
        streams.values().forEach(StreamCheck::requireConverged);
    }

    @Override
    public String toString() {
        return name;
    }
}
