package io.bush.realtime.channel;

import java.util.Objects;

/**
 * Names one stream of events: a channel type and the resource it is about (contract, "Channel = (type, resource_id)").
 *
 * <p>A value of this class is not yet known to be acceptable: whether the type exists and the id fits its pattern is
 * decided by {@link ChannelTypes#check}. Thread safety: immutable.
 *
 * @param type the channel type's name, for example {@code file}
 * @param id the resource id, for example {@code file_xyz789}
 */
public record Channel(String type, String id) implements Comparable<Channel> {

    /** Refuses absent parts. */
    public Channel {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
    }

    /**
     * Returns the channel's one-line name, {@code type:id}, as it stands in keys and log lines.
     *
     * @return the name
     */
    public String name() {
        return type + ":" + id;
    }

    @Override
    public int compareTo(Channel other) {
        int byType = type.compareTo(other.type);
        return byType != 0 ? byType : id.compareTo(other.id);
    }

    @Override
    public String toString() {
        return name();
    }
}
