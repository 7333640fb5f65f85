package io.bush.realtime.internal.control;

import io.bush.realtime.auth.AccessSelector;
import io.bush.realtime.channel.Channel;
import io.bush.realtime.channel.Position;
import io.bush.realtime.protocol.CloseCode;
import org.jspecify.annotations.Nullable;

/** One thing every node has to hear about access (contract §3.9). Thread safety: immutable. */
public sealed interface ControlEntry {

    /** Subscriptions have to be authorised again. */
    record PermissionsChanged(AccessSelector who) implements ControlEntry {}

    /** Subscriptions end without a question. */
    record Revoked(AccessSelector who) implements ControlEntry {}

    /**
     * A channel ends.
     *
     * @param last up to where its subscribers are served; null when nobody knew: then each node ends it where it is
     */
    record ChannelClosed(Channel channel, @Nullable Position last) implements ControlEntry {}

    /** Every connection of a user is closed. */
    record UserDisconnected(String userId, CloseCode code) implements ControlEntry {}

    /** What changed is not known here, or was too much to tell: every subscription has to be authorised again. */
    record AnythingChanged() implements ControlEntry {}

    /**
     * An entry as it travels.
     *
     * @param origin the node that was asked, by a random name that lasts as long as the node object
     * @param number counts that node's entries
     */
    record Sent(String origin, long number, ControlEntry entry) {}
}
