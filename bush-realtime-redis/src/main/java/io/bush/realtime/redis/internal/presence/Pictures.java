package io.bush.realtime.redis.internal.presence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Payload;
import io.bush.realtime.presence.PresenceSnapshot;
import io.bush.realtime.presence.PresentUser;
import io.bush.realtime.redis.internal.codec.PrincipalCodec;
import io.bush.realtime.redis.internal.command.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads who is in a room from the stays that a script keeps there. Thread safety: no state. */
final class Pictures {

    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Appeared(long since, PresentUser user) {}

    private Pictures() {}

    /** Reads the revision, and user and stay in turn; leaves out what is no stay of ours. */
    static PresenceSnapshot read(Channel channel, long revision, Reply stays) {
        List<Appeared> users = new ArrayList<>(stays.size() / 2);
        for (int i = 0; i + 1 < stays.size(); i += 2) {
            try {
                users.add(appeared(stays.bytes(i + 1)));
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn(
                        "in the presence of {} the stay of {} is none of ours ({})",
                        channel,
                        stays.text(i),
                        e.getMessage());
            }
        }
        users.sort(Comparator.comparingLong(Appeared::since));
        return new PresenceSnapshot(revision, users.stream().map(Appeared::user).toList());
    }

    private static Appeared appeared(byte[] json) throws IOException {
        JsonNode stay = MAPPER.readTree(json);
        JsonNode shown = stay.path("connections").path(stay.path("shown").asInt() - 1);
        byte[] user = bytes(shown, "user");
        byte[] state = bytes(shown, "state");
        return new Appeared(
                Long.parseLong(stay.path("since").asText()),
                new PresentUser(PrincipalCodec.decode(user), Payload.ofTrusted(state)));
    }

    private static byte[] bytes(JsonNode connection, String field) {
        String text = connection.path(field).textValue();
        if (text == null) {
            throw new IllegalArgumentException("no " + field);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
