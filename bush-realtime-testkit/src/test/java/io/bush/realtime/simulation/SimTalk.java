package io.bush.realtime.simulation;

import io.bush.realtime.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a client says besides subscribing: who it is there as, signals, locks. */
final class SimTalk {

    private static final String[] STATUS = {"viewing", "idle", "commenting"};

    private final Scene scene;
    private final SimClient client;
    /** The last token of each comment, kept over connections. */
    private final Map<String, Long> tokens = new TreeMap<>();

    SimTalk(Scene scene, SimClient client) {
        this.scene = scene;
        this.client = client;
    }

    void present(Channel channel) {
        ConnectionCheck check = client.check();
        if (check == null) {
            return;
        }
        Said.Statement said = scene.said.add(client.who(), channel, check.toString());
        String state =
                "{\"status\":\"" + STATUS[scene.random.nextInt(STATUS.length)] + "\",\"n\":" + said.number() + "}";
        ask(
                TalkCheck.Kind.PRESENCE,
                channel,
                said.number(),
                0,
                "presence",
                SimClient.name(channel) + ",\"state\":" + state);
    }

    void leave(Channel channel) {
        ask(TalkCheck.Kind.PRESENCE, channel, "", 0, "presence", SimClient.name(channel) + ",\"state\":null");
    }

    void signal(Channel channel) {
        ConnectionCheck check = client.check();
        if (check != null) {
            Said.Statement said = scene.said.add(client.who(), channel, check.toString());
            String event = scene.random.nextBoolean() ? "user.typing" : "cursor.moved";
            ask(
                    TalkCheck.Kind.SIGNAL,
                    channel,
                    said.number(),
                    0,
                    "signal",
                    SimClient.name(channel) + ",\"event\":\"" + event + "\",\"data\":{\"n\":" + said.number() + "}");
        }
    }

    void lock(Channel channel) {
        String comment = SimComments.some(scene, channel);
        String named = scene.chance(30) ? "," + SimClient.name(channel) : "";
        ask(TalkCheck.Kind.LOCK, channel, comment, 0, "comment.lock", "\"comment_id\":\"" + comment + "\"" + named);
    }

    void renew(Channel channel) {
        withToken(TalkCheck.Kind.RENEW, channel, "comment.renew");
    }

    void unlock(Channel channel) {
        withToken(TalkCheck.Kind.UNLOCK, channel, "comment.unlock");
    }

    private void withToken(TalkCheck.Kind kind, Channel channel, String action) {
        ConnectionCheck check = client.check();
        if (check == null) {
            return;
        }
        tokens.putAll(check.talk().own());
        List<String> known = tokens.keySet().stream()
                .filter(one -> SimComments.isIn(one, channel))
                .toList();
        if (known.isEmpty() && scene.chance(80)) {
            lock(channel);
            return;
        }
        String comment = known.isEmpty() ? SimComments.some(scene, channel) : scene.anyOf(known);
        // Mostly the right one; sometimes one that is near, or somebody else's.
        long token = tokens.getOrDefault(comment, 1L);
        if (scene.chance(30)) {
            token = scene.chance(50) ? token + 1 : scene.locks.lastToken(comment);
        }
        ask(kind, channel, comment, token, action, "\"comment_id\":\"" + comment + "\",\"lock_token\":" + token);
    }

    private void ask(
            TalkCheck.Kind kind, Channel channel, String about, long token, String action, @Nullable String fields) {
        ConnectionCheck check = client.check();
        if (check != null && check.established()) {
            String ref = client.ref();
            check.talk()
                    .asks(ref, new TalkCheck.Asked(kind, channel, about, token, scene.now(), check.pendingOn(channel)));
            client.send("{\"action\":\"" + action + "\",\"ref\":\"" + ref + "\"," + fields + "}");
        }
    }
}
