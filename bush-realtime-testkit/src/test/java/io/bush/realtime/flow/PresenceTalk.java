package io.bush.realtime.flow;

import com.fasterxml.jackson.databind.JsonNode;
import io.bush.realtime.RealtimeSettings;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.channel.ChannelTypes;
import io.bush.realtime.testkit.RecordingTransport.Sent;
import java.util.ArrayList;
import java.util.List;

/** Speaks and reads presence for tests: {@code user_ann} is {@code ann}. */
final class PresenceTalk {

    private PresenceTalk() {}

    /** A node whose channels have presence besides events. */
    static FlowWorld world() {
        return world(RealtimeSettings.DEFAULT);
    }

    static FlowWorld world(RealtimeSettings settings) {
        return FlowWorld.collaborative(builder -> builder.settings(settings)
                .channelType(ChannelTypes.FILE.withFeatures(Feature.PRESENCE))
                .channelType(ChannelTypes.SHARE.withFeatures(Feature.PRESENCE)));
    }

    /** Sends a presence frame with a status and a page. */
    static FlowWorld.Peer say(FlowWorld.Peer peer, Channel channel, String status, int page) {
        return saying(peer, channel, "{'status':'" + status + "','page':" + page + "}");
    }

    static FlowWorld.Peer say(FlowWorld.Peer peer, String status) {
        return say(peer, FlowWorld.FILE, status, 1);
    }

    static FlowWorld.Peer sayNothingMore(FlowWorld.Peer peer, Channel channel) {
        return saying(peer, channel, "null");
    }

    static FlowWorld.Peer saying(FlowWorld.Peer peer, Channel channel, String state) {
        return peer.send("{'action':'presence','channel':'" + channel.type() + "','resource_id':'" + channel.id()
                + "','state':" + state + "}");
    }

    /**
     * What a peer was shown of presence, in order: {@code joined ann viewing 1}, {@code changed …}, {@code left ann},
     * {@code state ann viewing 1, bob idle 2}, {@code state nobody}, {@code state …, of 101}.
     */
    static List<String> shown(FlowWorld.Peer peer) {
        List<String> shown = new ArrayList<>();
        for (Sent sent : peer.transport.sent()) {
            JsonNode frame = sent.json();
            switch (sent.name()) {
                case "presence.update" ->
                    shown.add((frame.path("joined").asBoolean() ? "joined " : "changed ") + one(frame));
                case "presence.leave" -> shown.add("left " + name(frame.path("user_id")));
                case "presence.state" -> shown.add("state " + all(frame));
                default -> {
                    // about something else
                }
            }
        }
        return shown;
    }

    private static String all(JsonNode frame) {
        List<String> users = new ArrayList<>();
        frame.path("users").forEach(user -> users.add(one(user)));
        int total = frame.path("total").asInt();
        String more = total == users.size() ? "" : ", of " + total;
        return users.isEmpty() && total == 0 ? "nobody" : String.join(", ", users) + more;
    }

    private static String one(JsonNode frame) {
        JsonNode state = frame.path("state");
        return name(frame.path("user").path("id")) + " " + state.path("status").asText()
                + (state.has("page") ? " " + state.path("page").asInt() : "");
    }

    private static String name(JsonNode id) {
        return id.asText().replace("user_", "");
    }
}
