package io.bush.realtime.channel;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A kind of channel: its name on the wire, the grammar of its resource ids and how much of its past is kept
 * (contract §4). Thread safety: immutable.
 *
 * @param name the type's name, {@code [a-z][a-z0-9_]{0,31}}
 * @param idPattern what a whole resource id must match; ids are ASCII and at most 128 characters in any case
 * @param retention what the event log keeps for channels of this type
 * @param minimumInterval shortest time between two deliveries of one channel; events published sooner are collected and
 *     leave together. Zero (the default) delivers at once; at most 1 s
 * @param features what its channels offer besides events; none by default
 */
public record ChannelType(
        String name, Pattern idPattern, Retention retention, Duration minimumInterval, Set<Feature> features) {

    /** What a channel offers besides events (contract §3.10, §3.11). */
    public enum Feature {
        /** Who is here, and what they are doing. */
        PRESENCE,
        /** Volatile messages between subscribers: typing, cursors. */
        SIGNALS,
        /** Locks on what is in the channel, comments for instance. */
        LOCKS
    }

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,31}");

    /** Refuses a malformed name or an interval out of range. */
    public ChannelType {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("channel type name is \"" + name + "\", allowed: " + NAME);
        }
        Objects.requireNonNull(idPattern, "idPattern");
        Objects.requireNonNull(retention, "retention");
        if (minimumInterval.isNegative() || minimumInterval.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException(
                    "minimumInterval of channel type " + name + " is " + minimumInterval + ", allowed: PT0S to PT1S");
        }
        features = features.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(features));
    }

    /**
     * Returns a type whose ids are {@code prefix_[A-Za-z0-9_-]{1,64}}, with default retention and without features.
     *
     * @param name the type's name
     * @param prefix the part of every id before the first underscore
     * @return the type
     */
    public static ChannelType withPrefix(String name, String prefix) {
        return new ChannelType(
                name,
                Pattern.compile(Pattern.quote(prefix) + "_[A-Za-z0-9_-]{1,64}"),
                Retention.DEFAULT,
                Duration.ZERO,
                Set.of());
    }

    /**
     * Returns this type with another retention.
     *
     * @param newRetention what the log keeps
     * @return the changed copy
     */
    public ChannelType withRetention(Retention newRetention) {
        return new ChannelType(name, idPattern, newRetention, minimumInterval, features);
    }

    /**
     * Returns this type with another minimum interval between deliveries.
     *
     * @param interval 0 to 1 s
     * @return the changed copy
     */
    public ChannelType withMinimumInterval(Duration interval) {
        return new ChannelType(name, idPattern, retention, interval, features);
    }

    /**
     * Returns this type with exactly the given features.
     *
     * @param offered what its channels offer
     * @return the changed copy
     */
    public ChannelType withFeatures(Feature... offered) {
        return new ChannelType(
                name, idPattern, retention, minimumInterval, new LinkedHashSet<>(Arrays.asList(offered)));
    }

    /**
     * Tells whether channels of this type offer something.
     *
     * @param feature what
     * @return true when they do
     */
    public boolean offers(Feature feature) {
        return features.contains(feature);
    }

    /**
     * Tells whether the whole of a string is a valid id of this type. Runs before anything else looks at the id.
     *
     * @param id what a client or the application sent
     * @return true when it is at most 128 ASCII characters and matches the pattern from end to end
     */
    public boolean acceptsId(String id) {
        if (id.isEmpty() || id.length() > 128) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c <= ' ' || c >= 127) {
                return false;
            }
        }
        return idPattern.matcher(id).matches();
    }
}
