package io.bush.examples.dialects.wire;

import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.ChannelType;
import io.bush.realtime.channel.ChannelType.Feature;
import io.bush.realtime.channel.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rooms of the seeds are channels: {@code issue:issue_789} is the channel of type {@code issue} with that id, whichever
 * dialect names it. Thread safety: stateless.
 */
public final class Rooms {

    /** What every client of this server hears: that something may have been lost. */
    public static final Channel NEWS = new Channel("news", "all");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Rooms() {}

    /** Returns every channel type of this server. Who is there is shown in the two types whose dialect shows it. */
    public static List<ChannelType> types() {
        return List.of(
                type("workspace").withFeatures(Feature.PRESENCE),
                type("team"),
                type("issue"),
                type("project").withFeatures(Feature.PRESENCE),
                type("cycle"),
                type("user"),
                type("contacts"),
                type("conversation"),
                type("news"));
    }

    private static ChannelType type(String name) {
        return new ChannelType(name, ID, Retention.DEFAULT, Duration.ZERO, Set.of());
    }

    /** Where a user hears who of their contacts is online: apart from their own channel, because not every dialect shows it. */
    public static Channel contactsOf(String userId) {
        return new Channel("contacts", userId);
    }

    /** Reads a room's name. What is none becomes a channel of a type that does not exist, and is refused as such. */
    public static Channel channel(String room) {
        int colon = room.indexOf(':');
        return colon < 0 ? new Channel(room, "") : new Channel(room.substring(0, colon), room.substring(colon + 1));
    }

    /** Writes a room's name; of one that a client made up at most 128 characters. */
    public static String name(Channel channel) {
        String name = channel.id().isEmpty() ? channel.type() : channel.name();
        return name.length() > 128 ? name.substring(0, 128) : name;
    }
}
