package io.bush.realtime.channel;

import io.bush.realtime.channel.ChannelType.Feature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The closed set of channel types of a node: the four of contract §4 and what the application adds.
 *
 * <p>Shape: a map from name to type in registration order. Thread safety: immutable.
 */
public final class ChannelTypes {

    /** {@code project}, ids {@code proj_…}, with presence and signals. */
    public static final ChannelType PROJECT =
            ChannelType.withPrefix("project", "proj").withFeatures(Feature.PRESENCE, Feature.SIGNALS);
    /** {@code file}, ids {@code file_…}, with presence, signals and locks. */
    public static final ChannelType FILE =
            ChannelType.withPrefix("file", "file").withFeatures(Feature.PRESENCE, Feature.SIGNALS, Feature.LOCKS);
    /** {@code user}, ids {@code user_…}, events only. */
    public static final ChannelType USER = ChannelType.withPrefix("user", "user");
    /** {@code share}, ids {@code share_…}, with presence and signals. */
    public static final ChannelType SHARE =
            ChannelType.withPrefix("share", "share").withFeatures(Feature.PRESENCE, Feature.SIGNALS);

    /** The name no type can have: nodes tell each other under it of access taken back (contract §3.9). */
    public static final String CONTROL = "control";

    private final Map<String, ChannelType> byName;

    private ChannelTypes(Map<String, ChannelType> byName) {
        this.byName = byName;
    }

    /** Why a channel named by a client is not acceptable. */
    public enum Refusal {
        /** No such channel type. */
        UNKNOWN_CHANNEL,
        /** The id does not match the type's pattern. */
        INVALID_RESOURCE_ID
    }

    /**
     * Returns the contract's four types.
     *
     * @return project, file, user and share
     */
    public static ChannelTypes defaults() {
        return new ChannelTypes(Map.of()).with(PROJECT).with(FILE).with(USER).with(SHARE);
    }

    /**
     * Returns this set with one more type, or with a type replaced by one of the same name.
     *
     * @param type the type to add
     * @return the changed copy
     * @throws IllegalArgumentException when the name is {@value #CONTROL}, which is reserved
     */
    public ChannelTypes with(ChannelType type) {
        if (type.name().equals(CONTROL)) {
            throw new IllegalArgumentException(
                    "channel type name \"" + CONTROL + "\" is reserved for what nodes tell each other");
        }
        Map<String, ChannelType> copy = new LinkedHashMap<>(byName);
        copy.put(type.name(), type);
        return new ChannelTypes(copy);
    }

    /**
     * Finds a type by its name.
     *
     * @param name a name, possibly from the wire
     * @return the type, or null when there is none
     */
    public @Nullable ChannelType find(String name) {
        return byName.get(name);
    }

    /**
     * Judges a channel that somebody named: first the type, then the whole id.
     *
     * @param channel the channel as it was named
     * @return null when acceptable, else why not
     */
    public @Nullable Refusal check(Channel channel) {
        ChannelType type = find(channel.type());
        if (type == null) {
            return Refusal.UNKNOWN_CHANNEL;
        }
        return type.acceptsId(channel.id()) ? null : Refusal.INVALID_RESOURCE_ID;
    }

    /**
     * Returns the type of a channel, or fails: for channels the application names.
     *
     * @param channel a channel of a known type with a valid id
     * @return its type
     * @throws IllegalArgumentException when the type is unknown or the id does not match; the message shows both
     */
    public ChannelType require(Channel channel) {
        ChannelType type = find(channel.type());
        if (type == null) {
            throw new IllegalArgumentException(
                    "unknown channel type \"" + channel.type() + "\", known: " + String.join(", ", byName.keySet()));
        }
        if (!type.acceptsId(channel.id())) {
            throw new IllegalArgumentException("id \"" + channel.id() + "\" of channel type " + type.name()
                    + " does not match " + type.idPattern());
        }
        return type;
    }

    /**
     * Lists the types in the order they were registered.
     *
     * @return a new list
     */
    public List<ChannelType> all() {
        return new ArrayList<>(byName.values());
    }
}
