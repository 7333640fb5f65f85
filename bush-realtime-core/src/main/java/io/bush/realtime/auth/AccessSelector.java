package io.bush.realtime.auth;

import io.bush.realtime.channel.Channel;
import java.util.Collection;

/** Which subscriptions a change of permissions is about (contract §3.9). Thread safety: immutable. */
public sealed interface AccessSelector {

    /**
     * Every subscription of one user.
     *
     * @param userId the user
     */
    record OfUser(String userId) implements AccessSelector {}

    /**
     * Every subscription whose grant carries a tag.
     *
     * @param tag for example {@code project:proj_x}
     */
    record OfTag(String tag) implements AccessSelector {}

    /**
     * Every subscription to one channel.
     *
     * @param channel the channel
     */
    record OfChannel(Channel channel) implements AccessSelector {}

    /**
     * Selects a user.
     *
     * @param userId the user
     * @return the selector
     */
    static AccessSelector user(String userId) {
        return new OfUser(userId);
    }

    /**
     * Selects a tag.
     *
     * @param tag the tag
     * @return the selector
     */
    static AccessSelector tag(String tag) {
        return new OfTag(tag);
    }

    /**
     * Selects a channel.
     *
     * @param channel the channel
     * @return the selector
     */
    static AccessSelector channel(Channel channel) {
        return new OfChannel(channel);
    }

    /**
     * Tells whether a subscription is meant.
     *
     * @param principal whose it is
     * @param subscribed to which channel
     * @param tags what its grant rests on
     * @return true when it is
     */
    default boolean matches(Principal principal, Channel subscribed, Collection<String> tags) {
        if (this instanceof OfUser user) {
            return user.userId().equals(principal.id());
        }
        if (this instanceof OfTag tag) {
            return tags.contains(tag.tag());
        }
        return this instanceof OfChannel one && one.channel().equals(subscribed);
    }
}
